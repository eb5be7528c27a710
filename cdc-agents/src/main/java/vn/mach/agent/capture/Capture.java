package vn.mach.agent.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.progress.Progress;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.ChangePublisher;
import vn.mach.agent.publish.OffsetLog;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.agent.publish.TransactionalSink;

/** One run against one database: checks, then capture until it is closed or fails. */
public final class Capture implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final AgentConfig config;
    private final Function<AgentConfig, Source> sources;
    private final List<CapturedTable> tables;
    private final OffsetLog offsets;
    private final Function<Duration, TransactionalSink> sinks;
    private final Consumer<State> states;
    private final Duration look;
    private @Nullable CaptureEngine engine;
    private @Nullable AgentOffset sent;
    private boolean closed;

    /**
     * A run that has not begun.
     *
     * @param sources connects to the source database
     * @param sinks opens the agent's writer with a limit to the length of its transactions
     * @param states hears SNAPSHOTTING, then STREAMING when the server streams to this run
     */
    public Capture(
            AgentConfig config,
            Function<AgentConfig, Source> sources,
            List<CapturedTable> tables,
            OffsetLog offsets,
            Function<Duration, TransactionalSink> sinks,
            Consumer<State> states) {
        this(config, sources, tables, offsets, sinks, states, LOOK);
    }

    /** The same, with a time after which it looks at the tables again. */
    public Capture(
            AgentConfig config,
            Function<AgentConfig, Source> sources,
            List<CapturedTable> tables,
            OffsetLog offsets,
            Function<Duration, TransactionalSink> sinks,
            Consumer<State> states,
            Duration look) {
        this.config = config;
        this.sources = sources;
        this.tables = tables;
        this.offsets = offsets;
        this.sinks = sinks;
        this.states = states;
        this.look = look;
    }

    /** Captures. Returns after {@link #close()}; ends with an {@link AgentFailure} otherwise. */
    public void run(Duration snapshotLimit, Duration streamingLimit) {
        try (var source = sources.apply(config)) {
            source.requirePrepared(tables);
            var sink = sinks.apply(streamingLimit);
            try {
                var start = source.begin(offsets.last(), Instant.now());
                Function<Progress, ProducerRecord<byte[], byte[]>> stored =
                        progress -> record(start, AgentOffset.Phase.STREAMING, progress);
                var resume = start.resume();
                if (resume != null) {
                    capture(source, start, ChangePublisher.resume(sink, stored, resume));
                    return;
                }
                announceSnapshot(sink, start);
                sink.close();
                sink = reopen(snapshotLimit);
                capture(
                        source,
                        start,
                        ChangePublisher.ofSnapshot(sink, () -> reopen(streamingLimit), stored, start.epoch()));
            } finally {
                sink.close();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(Beginning start, AgentOffset.Phase phase, Progress progress) {
        var offset = start.offset(config, phase, progress);
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
    private void announceSnapshot(TransactionalSink sink, Beginning start) {
        sink.begin();
        sink.send(record(start, AgentOffset.Phase.SNAPSHOT, new Progress(start.epoch(), 0, 0, null)));
        sink.commit();
        states.accept(State.SNAPSHOTTING);
    }

    private void capture(Source source, Beginning start, ChangePublisher publisher) {
        try (publisher;
                var records = source.records()) {
            var unavailable = "mach-unavailable-" + UUID.randomUUID();
            var mappers = tables.stream()
                    .collect(Collectors.toMap(
                            captured -> captured.table().table(), captured -> TableMapper.of(captured, unavailable)));
            var batches = new ChangeHandler(publisher, mappers, records);
            var running = launch(batches, source.engine(start, tables, unavailable));
            if (running == null) {
                return;
            }
            try {
                awaitStreaming(running, source, batches);
                awaitEnd(running, source, start);
            } finally {
                running.stop();
            }
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

    private synchronized @Nullable CaptureEngine launch(ChangeHandler batches, Properties properties) {
        if (closed) {
            return null;
        }
        var started = CaptureEngine.start(batches, properties);
        engine = started;
        return started;
    }

    private void awaitStreaming(CaptureEngine running, Source source, ChangeHandler batches) {
        while (!endsWithin(running, source, STEP)) {
            if (batches.isStreaming() && source.isStreaming()) {
                states.accept(State.STREAMING);
                return;
            }
        }
    }

    /** Looks at the tables now and then: what was done to them is not in the log. */
    private void awaitEnd(CaptureEngine running, Source source, Beginning start) {
        while (!endsWithin(running, source, look)) {
            source.requireWhole(start);
        }
    }

    private boolean endsWithin(CaptureEngine running, Source source, Duration patience) {
        try {
            return running.endsWithin(patience);
        } catch (ExecutionException e) {
            if (isClosed()) {
                return true;
            }
            throw source.failure(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Ends the run cleanly: the batch in hand is finished, an unfinished snapshot is given up. */
    @Override
    public void close() {
        CaptureEngine running;
        synchronized (this) {
            closed = true;
            running = engine;
        }
        if (running != null) {
            running.stop();
        }
    }
}
