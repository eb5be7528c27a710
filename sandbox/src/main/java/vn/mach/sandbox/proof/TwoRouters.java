package vn.mach.sandbox.proof;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.IntPredicate;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * Two routers share a dataset's partitions while the ledger is written: both are restarted, one after the other, and at the end one is
 * killed and stays away.
 */
final class TwoRouters {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final String TASKS = "mach_router_active_tasks{dataset=\"" + Gso.UNITS + "\"} ";

    private final ProofSandbox place;
    private final Ledger ledger;
    private final Subscriber subscriber;
    private final PublishedChanges published;

    TwoRouters(ProofSandbox place, Ledger ledger, Subscriber subscriber, PublishedChanges published) {
        this.place = place;
        this.ledger = ledger;
        this.subscriber = subscriber;
        this.published = published;
    }

    boolean hold(int runs) {
        var first = place.sandbox().router();
        int all = tasks();
        var second = place.sandbox().startSecondRouter();
        boolean shared = awaitTasks(tasks -> tasks > 0 && tasks < all);
        place.say("%d of %d partitions are with the first router, the others with the second", tasks(), all);
        boolean held = shared;
        for (int run = 1; run <= runs; run++) {
            held &= under("rolling restart", run, () -> {
                first.restart();
                second.restart();
            });
        }
        held &= under("one for good", runs, () -> {
            second.kill9();
            awaitTasks(tasks -> tasks == all);
        });
        return held;
    }

    /** While the ledger is written, before and after as well. */
    private boolean under(String what, int run, Runnable happens) {
        var writer = new Thread(ledger::writeUntilStopped, "ledger");
        writer.start();
        Patience.pause(Duration.ofSeconds(1));
        long began = System.nanoTime();
        happens.run();
        long took = (System.nanoTime() - began) / 1_000_000;
        Patience.pause(Duration.ofSeconds(1));
        ledger.stop();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var outcome = LedgerOutcome.judge(ledger, subscriber, published);
        place.say("%-4d %-16s %9d %9d %s", run, what, 1_000, took, outcome);
        return outcome.isClean();
    }

    private boolean awaitTasks(IntPredicate enough) {
        return Patience.until(() -> enough.test(tasks()), PATIENCE);
    }

    /** The partitions of the first router; 0 while it does not answer. */
    private int tasks() {
        var request = HttpRequest.newBuilder(place.sandbox().routerOperate().resolve("/metrics"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(TASKS))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(TASKS.length())))
                    .sum();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
