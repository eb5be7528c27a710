package vn.mach.agent.mariadb;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import vn.mach.agent.capture.Capture;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.Destination;
import vn.mach.agent.publish.GapRecords;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.wire.SchemaCatalog;

/** A capture in a thread of its own. */
final class Running implements AutoCloseable {
    private final Capture capture;
    private final CountDownLatch streaming = new CountDownLatch(1);
    private final CompletableFuture<Void> ended;

    Running(AgentConfig config, List<CapturedTable> tables, CommittedLog log, SchemaCatalog catalog) {
        capture = new Capture(
                config,
                MariaDbSource::connect,
                tables,
                destination(config, log, catalog),
                state -> {
                    if (state == State.STREAMING) {
                        streaming.countDown();
                    }
                },
                Duration.ofMillis(300));
        ended = CompletableFuture.runAsync(() -> capture.run(Duration.ofMinutes(15), Duration.ofMinutes(1)), task -> {
            var thread = new Thread(task, "capture");
            thread.setDaemon(true);
            thread.start();
        });
    }

    static Destination destination(AgentConfig config, CommittedLog log, SchemaCatalog catalog) {
        return new Destination(
                log, log::open, new GapRecords(config.id(), catalog), log.published(catalog), log.held());
    }

    Capture capture() {
        return capture;
    }

    Running awaitStreaming() {
        await(() -> streaming.getCount() == 0 || ended.isCompletedExceptionally());
        if (streaming.getCount() > 0) {
            throw failure();
        }
        return this;
    }

    boolean isOver() {
        return ended.isDone();
    }

    /** The reason for which it ends. */
    AgentFailure failure() {
        try {
            ended.get(60, TimeUnit.SECONDS);
            throw new AssertionError("ended without a failure");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AgentFailure failure) {
                return failure;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        capture.close();
        try {
            ended.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // It had died before.
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 60 s");
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
