package vn.mach.agent.capture;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.progress.AgentFailure;

/** Debezium's engine in a thread of its own. */
final class CaptureEngine {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureEngine.class);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int STOP_ATTEMPTS = 200;

    private final ChangeHandler batches;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** Why it is to be ended, though it runs itself. */
    private final CompletableFuture<Void> failed = new CompletableFuture<>();

    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;

    private CaptureEngine(ChangeHandler batches, Properties properties) {
        this.batches = batches;
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(properties)
                .notifying(batches)
                .using((success, message, error) -> ended(success, message, error))
                .build();
    }

    static CaptureEngine start(ChangeHandler batches, Properties properties) {
        var started = new CaptureEngine(batches, properties);
        var thread = new Thread(started.engine, "engine");
        thread.setDaemon(true);
        thread.start();
        return started;
    }

    private void ended(boolean success, String message, Throwable error) {
        if (success) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(error == null ? new IllegalStateException(message) : error);
        }
    }

    /** Something beside it has failed: whoever waits for its end hears of it. */
    void fail(Throwable reason) {
        failed.completeExceptionally(reason);
    }

    boolean isOver() {
        return ended.isDone() || failed.isDone();
    }

    /** Whether it has ended; throws with the cause if that was by a failure. */
    boolean endsWithin(Duration patience) throws ExecutionException {
        try {
            var unused = CompletableFuture.anyOf(ended, failed).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }

    /**
     * Ends it: the batch in hand is finished, an unfinished snapshot is given up. Nothing happens once it has ended. What waits
     * for a network that says nothing is left behind after some seconds: nothing of it is published any more.
     */
    void stop() {
        try {
            if (!ended.isDone()) {
                batches.pause(PAUSE.toMillis());
            }
            var closing = new Thread(this::closeUntilEnded, "engine-stop");
            closing.setDaemon(true);
            closing.start();
            closing.join(PATIENCE.toMillis());
            ended.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Debezium refuses to stop while it starts, so this asks until it does or has ended on its own. */
    private void closeUntilEnded() {
        try {
            for (int attempt = 0; attempt < STOP_ATTEMPTS && !ended.isDone(); attempt++) {
                if (closes()) {
                    return;
                }
                Thread.sleep(STEP.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closes() {
        try {
            engine.close();
            return true;
        } catch (IllegalStateException | IOException e) {
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("engine not stopped yet");
            return false;
        }
    }
}
