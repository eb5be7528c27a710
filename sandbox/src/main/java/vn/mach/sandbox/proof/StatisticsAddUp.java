package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Gso;

/**
 * P12: while a ledger is written and the router is killed with SIGKILL, what it says it has published of each view in each
 * partition is what a reader of committed records finds on the topic, by number and by bytes.
 */
final class StatisticsAddUp implements Proofs.Proof {
    private static final int KILLS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Each change of the ledger is an event of this view. */
    private static final ViewId LEDGER = ViewId.of(Gso.UNITS, "counted-ledger");

    private static final Map<ViewId, String> CONDITIONS = Map.of(
            LEDGER,
            "kind = ''",
            ViewId.of(Gso.UNITS, "counted"),
            "",
            // Rows come and go: creations and deletions
            ViewId.of(Gso.UNITS, "counted-even"),
            "level IN (2, 4, 6, 8, 10, 12, 14, 16, 18, 20)");

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var registry = new Registry(place.sandbox());
        var columns = List.of(Map.of("column", "code", "rule", "keep"), Map.of("column", "level", "rule", "keep"));
        CONDITIONS.forEach(
                (view, condition) -> registry.view(view, Map.of("condition", condition, "columns", columns)));
        var ledger = new Ledger(Gso.in(place.sandbox()), seed);
        var random = new Random(seed);
        place.say(
                "%-4s %6s %9s %10s %10s %10s %9s", "run", "kills", "changes", "partitions", "told", "found", "verdict");
        var held = true;
        for (int run = 1; run <= runs; run++) {
            held &= once(place, run, ledger, random);
        }
        return held;
    }

    private static boolean once(ProofSandbox place, int run, Ledger ledger, Random random) {
        var writer = new Thread(ledger::writeUntilStopped, "ledger");
        writer.start();
        for (int kill = 0; kill < KILLS; kill++) {
            Patience.pause(Duration.ofMillis(1_000 + random.nextInt(6_000)));
            place.sandbox().router().kill9();
            place.sandbox().router().restart();
        }
        ledger.stop();
        join(writer);
        try (var totals = new Totals(place.sandbox(), CONDITIONS.keySet())) {
            int changes = ledger.committed().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            // What was counted is told within seconds; a number that is too large never comes to be right.
            boolean equal = Patience.until(
                    () -> totals.found(LEDGER) == changes && totals.told().equals(totals.found()), PATIENCE);
            place.say(
                    "%-4d %6d %9d %10d %10d %10d %9s",
                    run,
                    KILLS,
                    changes,
                    totals.found().size(),
                    Totals.records(totals.told()),
                    Totals.records(totals.found()),
                    equal ? "held" : "BROKEN");
            return equal;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
