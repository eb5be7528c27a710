package vn.mach.agent.capture;

import java.time.Duration;
import java.util.Set;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.Destination;

/** Asks an agent that does not run to read tables again: it does so when it is started. */
public final class RereadRequest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private RereadRequest() {}

    /**
     * Stores the request with the agent's offset; what waits of a table that is held is given up, for all of it is read. Fences a process that runs as this agent. Throws
     * {@link AgentFailure.Misconfigured} if the agent has published nothing yet, so that there is nothing to compare with.
     *
     * @param tables each {@code <schema>.<table>}
     */
    public static void store(Destination destination, Set<String> tables, Standing.Reread how) {
        try (var sink = destination.sinks().apply(LIMIT)) {
            var last = destination.offsets().last();
            if (last == null || last.phase() == AgentOffset.Phase.SNAPSHOT) {
                throw new AgentFailure.Misconfigured(
                        "the agent has published nothing yet: start it, and it reads the tables as a whole");
            }
            var standing = Standing.of(last);
            standing.reread(tables, how);
            sink.begin();
            sink.send(
                    destination.offsets().record(last.with(standing.toSource()).with(Holds.emptied(last, tables))));
            sink.commit();
        }
    }
}
