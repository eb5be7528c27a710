package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.ApiRefusal;
import vn.mach.sandbox.registry.Registry;

/**
 * P11: the registry is killed with SIGKILL before and after each step of all that it does to Kafka, and at random moments. Started
 * again, it makes Kafka what its database says within five seconds, leaves nothing over, and touches nothing that others
 * made, which it tells as drift.
 */
final class OwnsOnlyWhatItMade implements Proofs.Proof {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONGEST_DELAY_MILLIS = 300;
    private static final String ROW = "%-4s %-15s %-24s %8s %12s %7s %s";

    /** @param step null for a random moment */
    private record Kill(ControlAct act, @Nullable String step) {}

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        try (var cluster = KafkaCluster.connect(place.sandbox().kafka().admin())) {
            PlantedAccess.in(cluster);
            var registry = new Registry(place.sandbox());
            registry.view(
                    PlantedAccess.TAKEN,
                    Map.of(
                            "condition",
                            "code = 'taken'",
                            "columns",
                            List.of(Map.of("column", "code", "rule", "keep"))));
            var before = ActualAccess.of(cluster);
            registry.retire(PlantedAccess.TAKEN);
            var attempts = new Attempts(place, cluster, registry, before, new Random(seed));
            return attempts.all(kills(new ControlActs(registry, cluster, secret -> {}), runs, new Random(seed)));
        }
    }

    /** All there are, in an order of the seed, again and again. */
    private static List<Kill> kills(ControlActs acts, int runs, Random random) {
        var every = new ArrayList<Kill>();
        for (var act : acts.all()) {
            act.steps().forEach(step -> every.add(new Kill(act, step)));
            every.add(new Kill(act, null));
        }
        var kills = new ArrayList<Kill>();
        while (kills.size() < runs) {
            Collections.shuffle(every, random);
            kills.addAll(every.subList(0, Math.min(every.size(), runs - kills.size())));
        }
        return kills;
    }

    private record Attempts(
            ProofSandbox place, KafkaCluster cluster, Registry registry, ActualAccess before, Random random) {
        boolean all(List<Kill> kills) {
            place.say(ROW, "run", "act", "killed", "back ms", "converged ms", "orphans", "verdict");
            boolean held = true;
            for (int run = 1; run <= kills.size(); run++) {
                held &= one(run, kills.get(run - 1));
            }
            var untold = new TreeSet<>(PlantedAccess.drift());
            untold.removeAll(told());
            place.say("%d kills; drift that was told: %s", kills.size(), told());
            untold.forEach(it -> place.say("NOT told: %s", it));
            return held && untold.isEmpty();
        }

        private boolean one(int run, Kill kill) {
            var attempt = kill.act().tries().prepare(run);
            var held = new HeldRegistry(place.sandbox());
            boolean came = true;
            var moment = kill.step();
            if (moment == null) {
                var delay = Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS));
                held.killAfter(delay, attempt.act());
                moment = "after " + delay.toMillis() + " ms";
            } else {
                came = held.killAt(moment, attempt.act());
            }
            var started = System.nanoTime();
            place.sandbox().registry().restart();
            var back = System.nanoTime();
            boolean equal = Patience.until(() -> differences().isEmpty(), LIMIT);
            var converged = System.nanoTime();
            boolean inTime =
                    equal && converged - back <= LIMIT.toNanos(); // the last look began in time and may end late
            var left = equal ? Set.<String>of() : differences();
            var lost = ActualAccess.of(cluster).lost(before);
            attempt.again().run();
            boolean again = Patience.until(() -> differences().isEmpty(), PATIENCE);
            var verdict = !came
                    ? "NOT REACHED"
                    : inTime && lost.isEmpty() && again
                            ? "held"
                            : (equal && lost.isEmpty() ? "LATE " : "BROKEN ")
                                    + left
                                    + lost
                                    + (again ? "" : differences());
            place.say(
                    ROW,
                    run,
                    kill.act().name(),
                    moment,
                    (back - started) / 1_000_000,
                    (converged - back) / 1_000_000,
                    left.size() + lost.size(),
                    verdict);
            return verdict.equals("held");
        }

        /** What of Kafka is not as the database decided, and what the registry itself still means to do. */
        private Set<String> differences() {
            var found = ActualAccess.of(cluster)
                    .differences(DecidedAccess.of(place.sandbox()), DecidedAccess.pending(place.sandbox()), before);
            if (found.isEmpty()) {
                found.addAll(planned());
            }
            return found;
        }

        private Set<String> planned() {
            var planned = new TreeSet<String>();
            try {
                registry.operator().get("/access/plan").properties().forEach(part -> {
                    if (!part.getKey().equals("drift") && !part.getValue().isEmpty()) {
                        planned.add("planned " + part.getKey() + " " + part.getValue());
                    }
                });
            } catch (ApiRefusal e) {
                planned.add("no plan: " + e.getMessage());
            }
            return planned;
        }

        private Set<String> told() {
            var told = new TreeSet<String>();
            registry.operator()
                    .get("/access/drift")
                    .forEach(it -> told.add(
                            it.path("kind").asText() + " " + it.path("subject").asText()));
            return told;
        }
    }
}
