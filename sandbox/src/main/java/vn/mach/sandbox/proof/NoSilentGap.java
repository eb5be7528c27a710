package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import vn.mach.change.DatasetControl;
import vn.mach.naming.AgentId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.AgentCommand;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Comparison;
import vn.mach.sandbox.story.Country;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * P4: the log is lost in turn in every way there is while the agent is down, and rows change meanwhile. The agent must stop
 * and say so; after a resync the view must be its SELECT again, and no more may have been published than differed.
 */
final class NoSilentGap implements Proofs.Proof {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GAP_EXIT = "ended with code 3";
    private static final String SELECT =
            "select code, name, kind, level, parent_code, province_code from administrative_unit";

    private record Outcome(
            boolean stopped, int told, boolean incomplete, int closed, int differed, int published, boolean equal) {
        boolean isClean(int partitions) {
            return stopped
                    && told == partitions
                    && incomplete
                    && closed == partitions
                    && differed == published
                    && equal;
        }
    }

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var sandbox = place.sandbox();
        var setups = new Country(sandbox).enrol();
        // Enrolled again, each has a new secret; and what the server forgets, it forgets of the other agent, too.
        setups.stream().map(AgentSetup::id).forEach(sandbox::stopAgent);
        var setup = setups.stream()
                .filter(agent -> agent.id().equals(AgentId.parse("gso.statistics")))
                .findFirst()
                .orElseThrow();
        sandbox.startAgent(setup);
        var registry = new Registry(sandbox);
        var columns = List.of("code", "name", "kind", "level", "parent_code", "province_code").stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        var view = ViewId.of(Gso.UNITS, "gap");
        registry.view(view, Map.of("condition", "", "columns", columns));
        var secret = registry.account(Views.READER);
        registry.grant(view, Views.READER, "proof");
        place.say(
                "%-4s %-20s %8s %6s %11s %7s %9s %10s %9s",
                "run", "lost by", "stopped", "told", "incomplete", "closed", "differed", "published", "verdict");
        var held = true;
        try (var subscriber = new Views(sandbox).subscribe(view, secret, "gap");
                var tail = new DatasetTail(sandbox, Gso.UNITS)) {
            held = compare(place, subscriber);
            var ways = List.of(LostLog.values());
            for (int run = 0; run < runs; run++) {
                var how = ways.get(run % ways.size());
                var outcome = lose(place, setup, view, how, new Random(seed + run), subscriber, tail);
                held &= outcome.isClean(tail.partitions());
                place.say(
                        "%-4d %-20s %8s %6d %11s %7d %9d %10d %9s",
                        run + 1,
                        how,
                        outcome.stopped(),
                        outcome.told(),
                        outcome.incomplete(),
                        outcome.closed(),
                        outcome.differed(),
                        outcome.published(),
                        outcome.isClean(tail.partitions()) ? "held" : "BROKEN");
            }
        }
        return held;
    }

    private static Outcome lose(
            ProofSandbox place,
            AgentSetup setup,
            ViewId view,
            LostLog how,
            Random random,
            Subscriber subscriber,
            DatasetTail tail) {
        var sandbox = place.sandbox();
        var gso = Gso.in(sandbox);
        var agent = sandbox.agent(setup.id());
        agent.kill9();
        var before = rows(gso);
        how.lose(sandbox.postgres(), gso.database(), () -> RandomChanges.of(gso, random));
        int differed = differences(before, rows(gso));
        tail.restart();
        boolean stopped = ends(agent::start);
        int told = tail.said(DatasetControl.Kind.GAP);
        boolean incomplete = Patience.until(() -> isIncomplete(sandbox, view), PATIENCE);
        var resync = AgentCommand.run(sandbox, setup, "resync", "--at-start");
        if (resync.code() != 0) {
            throw SandboxFailure.broken("resync ended with " + resync.code() + ": " + resync.said());
        }
        agent.restart();
        var inTime = Patience.until(
                () -> tail.said(DatasetControl.Kind.GAP_CLOSED) >= tail.partitions() && !isIncomplete(sandbox, view),
                PATIENCE);
        return new Outcome(
                stopped,
                told,
                incomplete,
                inTime ? tail.said(DatasetControl.Kind.GAP_CLOSED) : 0,
                differed,
                tail.events(),
                compare(place, subscriber));
    }

    private static boolean compare(ProofSandbox place, Subscriber subscriber) {
        var database = Gso.in(place.sandbox()).database();
        return Comparison.of(subscriber, database, SELECT, List.of("code"), Comparison.AsShown.SAME)
                .isEqual();
    }

    private static boolean ends(Runnable start) {
        try {
            start.run();
            return false;
        } catch (SandboxFailure e) {
            if (String.valueOf(e.getMessage()).contains(GAP_EXIT)) {
                return true;
            }
            throw e;
        }
    }

    private static boolean isIncomplete(vn.mach.sandbox.Sandbox sandbox, ViewId view) {
        var shown =
                new Registry(sandbox).operator().get("/views/" + view.toString().replace('.', '/'));
        return shown.hasNonNull("incomplete");
    }

    private static Map<Object, Map<String, Object>> rows(Gso gso) {
        var rows = new HashMap<Object, Map<String, Object>>();
        gso.database().query(SELECT).forEach(row -> rows.put(row.get("code"), row));
        return rows;
    }

    /** Keys that came, went, or have another row. */
    private static int differences(Map<Object, Map<String, Object>> before, Map<Object, Map<String, Object>> after) {
        var keys = new java.util.HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        return (int) keys.stream()
                .filter(key -> !java.util.Objects.equals(before.get(key), after.get(key)))
                .count();
    }
}
