package vn.mach.benchmark.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import vn.mach.benchmark.agent.AgentUnderTest.Took;

/** Rates of rounds that took turns; the first, which follows idleness, is shown and not counted. */
final class Rates {
    private final String what;
    private final int rows;
    private final List<Round> rounds = new ArrayList<>();

    Rates(String what, int rows) {
        this.what = what;
        this.rows = rows;
    }

    /**
     * One round.
     *
     * @param shipped the engine without what the agent adds to it; where that is nothing, the same as {@code engine}
     * @param read rows/s of the server's log alone, 0 where it is not measured
     */
    void add(Took shipped, Took engine, Took agent, double read) {
        if (rounds.isEmpty()) {
            AgentSpeed.print("%s, %d rows: rows/s, and seconds of processor time of the JVM", what, rows);
            AgentSpeed.print(
                    "%-5s %15s %15s %15s %8s %10s %10s %14s",
                    "round", "shipped", "engine", "agent", "rows/tx", "/shipped", "/engine", "pg_recvlogical");
        }
        var round = new Round(shipped.rate(rows), engine.rate(rows), agent.rate(rows), read);
        AgentSpeed.print(
                "%-5s %15s %15s %15s %8d %10.3f %10.3f %14s",
                rounds.isEmpty() ? "(0)" : rounds.size(),
                shown(shipped),
                shown(engine),
                shown(agent),
                rows / agent.transactions(),
                round.ofShipped(),
                round.ofEngine(),
                read == 0 ? "-" : String.format(Locale.ROOT, "%.0f", read));
        rounds.add(round);
    }

    /** Median, least and most of the counted rounds. */
    void print() {
        AgentSpeed.print(
                "median [least..most]: shipped %s, engine %s, agent %s",
                spread("%.0f", Round::shipped), spread("%.0f", Round::engine), spread("%.0f", Round::agent));
        AgentSpeed.print(
                "  agent/shipped %s, agent/engine %s, agent/pg_recvlogical %s",
                spread("%.3f", Round::ofShipped),
                spread("%.3f", Round::ofEngine),
                rounds.get(0).read == 0 ? "-" : spread("%.3f", round -> round.agent / round.read));
    }

    private String shown(Took took) {
        return String.format(Locale.ROOT, "%.0f (%.1f s)", took.rate(rows), took.cpuMillis() / 1e3);
    }

    private String spread(String format, ToDoubleFunction<Round> figure) {
        var sorted = rounds.stream().skip(1).mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return "-";
        }
        double median = (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
        var each = format + " [" + format + ".." + format + "]";
        return String.format(Locale.ROOT, each, median, sorted[0], sorted[sorted.length - 1]);
    }

    private record Round(double shipped, double engine, double agent, double read) {
        double ofShipped() {
            return agent / shipped;
        }

        double ofEngine() {
            return agent / engine;
        }
    }
}
