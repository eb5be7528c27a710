package vn.mach.agent.operate;

import java.util.Set;

/** What an operator may ask of a running agent. */
public interface Operations {
    View view();

    /** In Prometheus' text format; the names are in docs/agents-metrics.md. */
    String metrics();

    /** Stands still before the next Kafka transaction; the source keeps its log meanwhile. Throws {@link Refused}. */
    void pause();

    /** Goes on, and tries the tables again that do not fit their contract. */
    void resume();

    /**
     * Reads these tables and publishes every row, while changes go on flowing. Throws {@link Refused}.
     *
     * @param tables each {@code <schema>.<table>}, captured by this agent
     */
    void snapshot(Set<String> tables);

    /** Reads these tables and publishes what differs from what is published. Throws {@link Refused}. */
    void resync(Set<String> tables);
}
