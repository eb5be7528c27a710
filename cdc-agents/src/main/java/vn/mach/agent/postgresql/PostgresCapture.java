package vn.mach.agent.postgresql;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.progress.Progress;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.ChangePublisher;
import vn.mach.agent.publish.OffsetLog;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.agent.publish.TransactionalSink;

/** One run against one PostgreSQL database: checks, then capture until it is closed or fails. */
public final class PostgresCapture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresCapture.class);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int STOP_ATTEMPTS = 200;

    private final AgentConfig config;
    private final List<CapturedTable> tables;
    private final OffsetLog offsets;
    private final Function<Duration, TransactionalSink> sinks;
    private final Consumer<State> states;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable ChangeHandler handler;
    private @Nullable DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private @Nullable AgentOffset sent;
    private boolean closed;

    /**
     * A run that has not begun.
     *
     * @param sinks opens the agent's writer with a limit to the length of its transactions
     * @param states hears SNAPSHOTTING, then STREAMING when the server streams to this run
     */
    public PostgresCapture(
            AgentConfig config,
            List<CapturedTable> tables,
            OffsetLog offsets,
            Function<Duration, TransactionalSink> sinks,
            Consumer<State> states) {
        this.config = config;
        this.tables = tables;
        this.offsets = offsets;
        this.sinks = sinks;
        this.states = states;
    }

    /** Captures. Returns after {@link #close()}; ends with an {@link AgentFailure} otherwise. */
    public void run(Duration snapshotLimit, Duration streamingLimit) {
        try (var database = Database.connect(config.database())) {
            Preflight.check(database, tables);
            var sink = sinks.apply(streamingLimit);
            try {
                var start = Start.decide(config, database, offsets.last(), Instant.now());
                Function<Progress, ProducerRecord<byte[], byte[]>> stored =
                        progress -> record(start, AgentOffset.Phase.STREAMING, progress);
                var resume = start.resume();
                if (resume != null) {
                    capture(database, start, ChangePublisher.resume(sink, stored, resume));
                    return;
                }
                announceSnapshot(sink, start);
                sink.close();
                sink = reopen(snapshotLimit);
                capture(
                        database,
                        start,
                        ChangePublisher.ofSnapshot(sink, () -> reopen(streamingLimit), stored, start.epoch()));
            } finally {
                sink.close();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(Start start, AgentOffset.Phase phase, Progress progress) {
        var offset = start.log().offset(config, phase, progress);
        sent = offset;
        return offsets.record(offset);
    }

    /**
     * Opening fences whoever writes as this agent. The first to open is right, but a process that was paused and opens
     * again may be the old one: it is if another has stored an offset since.
     */
    private TransactionalSink reopen(Duration limit) {
        var sink = sinks.apply(limit);
        var fenced = true;
        try {
            fenced = !Objects.equals(offsets.last(), sent);
            if (fenced) {
                throw new AgentFailure.Fenced(
                        "fenced: another process has published as agent " + config.agent()
                                + " while this one stood still; let one of them run",
                        null);
            }
            return sink;
        } finally {
            if (fenced) {
                sink.close();
            }
        }
    }

    /** Stored before the slot is made, so that the next process knows that a slot it finds is its own left-over. */
    private void announceSnapshot(TransactionalSink sink, Start start) {
        sink.begin();
        sink.send(record(start, AgentOffset.Phase.SNAPSHOT, new Progress(start.epoch(), 0, 0, null)));
        sink.commit();
        states.accept(State.SNAPSHOTTING);
    }

    private void capture(Database database, Start start, ChangePublisher publisher) {
        try (publisher;
                var present = new PresentRows(config.database())) {
            var unavailable = "mach-unavailable-" + UUID.randomUUID();
            var mappers = tables.stream()
                    .collect(Collectors.toMap(
                            captured -> captured.table().table(), captured -> TableMapper.of(captured, unavailable)));
            var batches = new ChangeHandler(publisher, mappers, present);
            if (!launch(batches, EngineProperties.of(config, start, tables, unavailable))) {
                return;
            }
            awaitStreaming(database, batches);
            awaitEnd();
            requireClosed();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void requireClosed() {
        if (!isClosed()) {
            throw new AgentFailure.Unavailable("Debezium's engine ended by itself", null);
        }
    }

    private synchronized boolean launch(ChangeHandler batches, Properties properties) {
        if (closed) {
            return false;
        }
        handler = batches;
        var built = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(properties)
                .notifying(batches)
                .using((success, message, error) -> {
                    if (success) {
                        ended.complete(null);
                    } else {
                        ended.completeExceptionally(error == null ? new IllegalStateException(message) : error);
                    }
                })
                .build();
        engine = built;
        var thread = new Thread(built, "engine");
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    /** The server says when it streams: the slot is active once START_REPLICATION was accepted. */
    private void awaitStreaming(Database database, ChangeHandler batches) {
        while (!endsWithin(STEP)) {
            if (batches.isStreaming()) {
                var slot = Slot.find(database);
                if (slot != null && slot.active()) {
                    states.accept(State.STREAMING);
                    return;
                }
            }
        }
    }

    private void awaitEnd() {
        while (!endsWithin(Duration.ofMinutes(1))) {
            LOG.atDebug().addKeyValue("agent", config.agent()).log("capturing");
        }
    }

    private boolean endsWithin(Duration patience) {
        try {
            ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        } catch (ExecutionException e) {
            if (isClosed()) {
                return true;
            }
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private AgentFailure failure(Throwable error) {
        return EngineFailure.of(error, config.database().place());
    }

    /** Ends the run cleanly: the batch in hand is finished, an unfinished snapshot is given up. */
    @Override
    public void close() {
        DebeziumEngine<RecordChangeEvent<SourceRecord>> running;
        ChangeHandler batches;
        synchronized (this) {
            closed = true;
            running = engine;
            batches = handler;
        }
        if (running == null || batches == null) {
            ended.complete(null);
            return;
        }
        try {
            batches.pause(PAUSE.toMillis());
            stop(running);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Debezium refuses to stop while it starts, so this asks until it does or has ended on its own. */
    private void stop(DebeziumEngine<RecordChangeEvent<SourceRecord>> running) throws InterruptedException {
        for (int attempt = 0; attempt < STOP_ATTEMPTS && !ended.isDone(); attempt++) {
            try {
                running.close();
                return;
            } catch (IllegalStateException | IOException e) {
                LOG.atDebug().addKeyValue("error", e.getMessage()).log("engine not stopped yet");
                Thread.sleep(STEP.toMillis());
            }
        }
        ended.complete(null);
    }
}
