package vn.mach.sandbox.proof;

import java.util.List;
import java.util.Map;
import java.util.Random;
import vn.mach.naming.AgentId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.process.Component;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * P3: agent and router are killed with SIGKILL at random moments while a ledger is written; then two routers share the work, are restarted
 * one after the other, and one is killed for good. Every number must arrive once, in order.
 */
final class OnceThroughKill implements Proofs.Proof {
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
        place.say("%-4s %-16s %9s %9s %s", "run", "killed", "after ms", "back ms", LedgerOutcome.TITLE);
        var held = true;
        try (var subscriber = new Views(place.sandbox()).subscribe(view, secret, "ledger");
                var published = PublishedChanges.of(place.sandbox(), Gso.UNITS)) {
            for (int run = 1; run <= runs; run++) {
                held &= killBoth(place, run, random, ledger, subscriber, published);
            }
            held &= new TwoRouters(place, ledger, subscriber, published).hold(runs);
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
            var outcome = LedgerOutcome.judge(ledger, subscriber, published);
            place.say("%-4d %-16s %9d %9d %s", run, victim == agent ? "agent" : "router", after, back, outcome);
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
