package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import vn.mach.change.Position;
import vn.mach.naming.AgentId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.process.Component;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Seen;
import vn.mach.sandbox.subscriber.Subscriber;

/** P3: agent and router are killed with SIGKILL at random moments while a ledger is written; every number must arrive once, in order. */
final class OnceThroughKill implements Proofs.Proof {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** @param again changes that the agent published more than once, which the router hides from the subscriber */
    private record Outcome(int changes, int published, int again, int missing, int twice, int disorder, int positions) {
        boolean isClean() {
            return published == changes && again == 0 && missing == 0 && twice == 0 && disorder == 0 && positions == 0;
        }
    }

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var registry = new Registry(place.sandbox());
        var view = ViewId.of(Gso.UNITS, "ledger");
        var columns = List.of("code", "level").stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        registry.view(view, Map.of("condition", "kind = ''", "columns", columns));
        var secret = registry.account(Views.READER);
        registry.grant(view, Views.READER, "proof");
        var random = new Random(seed);
        var ledger = new Ledger(Gso.in(place.sandbox()), seed);
        place.say(
                "%-4s %-8s %9s %9s %9s %9s %7s %7s %7s %9s %10s %9s",
                "run",
                "killed",
                "after ms",
                "back ms",
                "changes",
                "published",
                "again",
                "missing",
                "twice",
                "disorder",
                "positions",
                "verdict");
        var held = true;
        try (var subscriber = new Views(place.sandbox()).subscribe(view, secret, "ledger");
                var published = PublishedChanges.of(place.sandbox(), Gso.UNITS)) {
            for (int run = 1; run <= runs; run++) {
                held &= killBoth(place, run, random, ledger, subscriber, published);
            }
        }
        return held;
    }

    private static boolean killBoth(
            ProofSandbox place,
            int run,
            Random random,
            Ledger ledger,
            Subscriber subscriber,
            PublishedChanges published) {
        var held = true;
        var agent = place.sandbox().agent(AgentId.parse("gso.statistics"));
        for (var victim : List.of(agent, place.sandbox().router())) {
            var writer = new Thread(ledger::writeUntilStopped, "ledger");
            writer.start();
            var after = 500 + random.nextInt(2_500);
            pause(after);
            var back = killAndRestart(victim);
            pause(1_000);
            ledger.stop();
            join(writer);
            var outcome = judge(ledger, subscriber, published);
            place.say(
                    "%-4d %-8s %9d %9d %9d %9d %7d %7d %7d %9d %10d %9s",
                    run,
                    victim == agent ? "agent" : "router",
                    after,
                    back,
                    outcome.changes(),
                    outcome.published(),
                    outcome.again(),
                    outcome.missing(),
                    outcome.twice(),
                    outcome.disorder(),
                    outcome.positions(),
                    outcome.isClean() ? "held" : "BROKEN");
            held &= outcome.isClean();
        }
        return held;
    }

    private static long killAndRestart(Component victim) {
        victim.kill9();
        var started = System.nanoTime();
        victim.restart();
        return (System.nanoTime() - started) / 1_000_000;
    }

    /** Compares at a quiet moment: the last number of every row has arrived, and one more after it, or never will. */
    private static Outcome judge(Ledger ledger, Subscriber subscriber, PublishedChanges published) {
        subscriber.await(it -> lastNumbers(it).equals(ledger.committed()), PATIENCE);
        ledger.markEveryRow();
        var expected = ledger.committed();
        subscriber.await(it -> lastNumbers(it).equals(expected), PATIENCE);
        published.readToEnd();
        var numbers = new HashMap<String, Integer>();
        var positions = new HashMap<String, Position>();
        int missing = 0;
        int twice = 0;
        int disorder = 0;
        int wrongPositions = 0;
        for (var event : subscriber.seen()) {
            var code = code(event);
            int number = number(event);
            int last = numbers.getOrDefault(code, 0);
            missing += number > last + 1 ? number - last - 1 : 0;
            twice += number == last ? 1 : 0;
            disorder += number < last ? 1 : 0;
            numbers.put(code, number);
            var before = positions.put(code, event.position());
            wrongPositions += before != null && !event.position().isAfter(before) ? 1 : 0;
        }
        for (var row : expected.entrySet()) {
            missing += Math.max(row.getValue() - numbers.getOrDefault(row.getKey(), 0), 0);
        }
        return new Outcome(
                expected.values().stream().mapToInt(Integer::intValue).sum(),
                published.events(),
                published.again(),
                missing,
                twice,
                disorder,
                wrongPositions);
    }

    private static Map<String, Integer> lastNumbers(Subscriber subscriber) {
        var numbers = new HashMap<String, Integer>();
        subscriber
                .content()
                .forEach((key, row) ->
                        numbers.put(Objects.requireNonNull(key.get("code")).toString(), (Integer) row.get("level")));
        return numbers;
    }

    private static String code(Seen event) {
        return Objects.requireNonNull(event.key().get("code")).toString();
    }

    private static int number(Seen event) {
        return (Integer)
                Objects.requireNonNull(Objects.requireNonNull(event.after()).get("level"));
    }

    /** The random moment of a kill is a time by its nature; nothing is waited for here. */
    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
