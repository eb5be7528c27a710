package vn.mach.agent.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.hash.Hashing;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.progress.Progress;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.ChangePublisher;
import vn.mach.agent.publish.Destination;
import vn.mach.agent.publish.HeldLog;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.agent.publish.TransactionalSink;
import vn.mach.naming.DatasetId;

/** One run against one database: checks, then capture until it is closed or fails. */
public final class Capture implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration ALIVE = Duration.ofSeconds(1);
    /** How long an engine that has let its connection go may take to say why. */
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final AgentConfig config;
    private final Function<AgentConfig, Source> sources;
    private final List<CapturedTable> tables;
    private final Hashing hashing;
    private final HeldLog held;
    private final Destination destination;
    private final Consumer<State> states;
    private final Duration look;
    private final AtomicBoolean asked = new AtomicBoolean();
    private Standing standing = Standing.of(null);
    private volatile Holds holds;
    private @Nullable Rereading rereading;
    private @Nullable CaptureEngine engine;
    private @Nullable AgentOffset sent;
    private SnapshotLimit limit = new SnapshotLimit(Duration.ZERO);
    private @Nullable AgentFailure failed;
    private boolean closed;

    /**
     * A run that has not begun.
     *
     * @param sources connects to the source database
     * @param states hears SNAPSHOTTING, then STREAMING when the server streams to this run
     */
    public Capture(
            AgentConfig config,
            Function<AgentConfig, Source> sources,
            List<CapturedTable> tables,
            Destination destination,
            Consumer<State> states) {
        this(config, sources, tables, destination, states, LOOK);
    }

    /** The same, with a time after which it looks at the tables again. */
    public Capture(
            AgentConfig config,
            Function<AgentConfig, Source> sources,
            List<CapturedTable> tables,
            Destination destination,
            Consumer<State> states,
            Duration look) {
        this.config = config;
        this.sources = sources;
        this.tables = tables;
        this.hashing = Hashing.of(config);
        this.held = new SealedLog(destination.held(), config.tables(), hashing);
        this.destination = destination;
        this.states = states;
        this.look = look;
        this.holds = Holds.of(null, held);
    }

    /**
     * Captures. Returns after {@link #close()}; ends with an {@link AgentFailure} otherwise. A {@link AgentFailure.Gap} has been
     * told to who reads the datasets.
     */
    public void run(Duration snapshotLimit, Duration streamingLimit) {
        try (var source = sources.apply(config)) {
            requirePrepared(source, destination.offsets().last());
            var sink = destination.sinks().apply(streamingLimit);
            try {
                var last = destination.offsets().last();
                sent = last;
                standing = Standing.of(last);
                holds = Holds.of(last, held);
                HashingCheck.requireSame(hashing, last);
                run(source, begin(source, sink, last), sink, snapshotLimit, streamingLimit);
            } catch (AgentFailure.Gap gap) {
                sink.close();
                tell(gap, streamingLimit);
                throw gap;
            } finally {
                sink.close();
            }
        }
    }

    private void requirePrepared(Source source, @Nullable AgentOffset last) {
        if (last == null || last.phase() == AgentOffset.Phase.SNAPSHOT) {
            source.requirePrepared(tables);
        } else {
            source.requirePrepared(
                    tables,
                    last.tables().stream()
                            .map(table -> table.substring(0, table.indexOf('=')))
                            .collect(Collectors.toSet()));
        }
    }

    /** A gap is passed only if the tables are to be read again, and after it was told. */
    private Beginning begin(Source source, TransactionalSink sink, @Nullable AgentOffset last) {
        try {
            standing.gaps().values().stream()
                    .filter(gap -> gap.found() == Standing.Found.STREAM)
                    .findFirst()
                    .ifPresent(gap -> {
                        throw new AgentFailure.Gap(gap.reason());
                    });
            return begin(source, last);
        } catch (AgentFailure.Gap gap) {
            if (last == null || standing.rereads().isEmpty()) {
                throw gap;
            }
            tell(gap, Standing.Found.START, sink, last);
            standing.passed();
            return source.beginAnew(last, Instant.now());
        }
    }

    /** Where a snapshot did not fit one transaction, all tables are read in many, beside the stream. */
    private Beginning begin(Source source, @Nullable AgentOffset last) {
        if (last == null
                || last.phase() != AgentOffset.Phase.SNAPSHOT
                || standing.rereads().isEmpty()) {
            return source.begin(last, Instant.now());
        }
        standing.reread(names(), Standing.Reread.EVERYTHING);
        return source.beginAnew(last, Instant.now());
    }

    private Set<String> names() {
        return tables.stream().map(captured -> captured.table().table()).collect(Collectors.toSet());
    }

    private void run(
            Source source, Beginning start, TransactionalSink first, Duration snapshotLimit, Duration streamingLimit) {
        Function<Progress, ProducerRecord<byte[], byte[]>> stored =
                progress -> record(start, AgentOffset.Phase.STREAMING, progress);
        var resume = start.resume();
        if (resume != null) {
            standing.reread(start.added(), Standing.Reread.DIFFERENCES);
            holds.retain(tables.stream()
                    .map(captured -> captured.table().table())
                    .filter(table -> !start.added().contains(table))
                    .collect(Collectors.toSet()));
            capture(source, start, ChangePublisher.resume(first, stored, resume));
            return;
        }
        announceSnapshot(first, start);
        first.close();
        limit = new SnapshotLimit(snapshotLimit);
        try {
            var snapshot = reopen(snapshotLimit);
            capture(
                    source,
                    start,
                    ChangePublisher.ofSnapshot(snapshot, () -> reopen(streamingLimit), stored, start.epoch()));
        } catch (AgentFailure.Unavailable e) {
            if (limit.isReached()) {
                readBeside(start, streamingLimit);
            }
            throw e;
        }
    }

    /** Stored, so that the next run does. */
    private void readBeside(Beginning start, Duration streamingLimit) {
        standing.reread(names(), Standing.Reread.EVERYTHING);
        try (var sink = reopen(streamingLimit)) {
            sink.begin();
            sink.send(record(start, AgentOffset.Phase.SNAPSHOT, new Progress(start.epoch(), 0, 0, null)));
            sink.commit();
        }
    }

    private ProducerRecord<byte[], byte[]> record(Beginning start, AgentOffset.Phase phase, Progress progress) {
        return record(start.offset(config, phase, progress)
                .with(hashing.toSource())
                .with(standing.toSource())
                .with(holds.toSource()));
    }

    private ProducerRecord<byte[], byte[]> record(AgentOffset offset) {
        sent = offset;
        return destination.offsets().record(offset);
    }

    /** Tells a gap that was found while nothing is open; what cannot be told is found again by the next start. */
    private void tell(AgentFailure.Gap gap, Duration limit) {
        var last = sent;
        if (last == null) {
            return;
        }
        try (var sink = reopen(limit)) {
            tell(gap, engine == null ? Standing.Found.START : Standing.Found.STREAM, sink, last);
        } catch (AgentFailure e) {
            gap.addSuppressed(e);
        }
    }

    private void tell(AgentFailure.Gap gap, Standing.Found found, TransactionalSink sink, AgentOffset last) {
        var open = standing.gaps().keySet();
        var affected = tables.stream()
                .filter(captured -> !open.contains(captured.table().table()))
                .toList();
        if (last.phase() == AgentOffset.Phase.SNAPSHOT || affected.isEmpty()) {
            return;
        }
        var from = last.last();
        sink.begin();
        for (var captured : affected) {
            destination
                    .gaps()
                    .opened(captured.topic(), from, last.afterLast(), gap.reason())
                    .forEach(sink::send);
            standing.gap(captured.table().table(), new Standing.Gap(from, found, gap.reason()));
        }
        sink.send(record(last.with(standing.toSource())));
        sink.commit();
    }

    /**
     * Opening fences whoever writes as this agent. The first to open is right, but a process that was paused and opens
     * again may be the old one: it is if another has stored an offset since.
     */
    private TransactionalSink reopen(Duration limit) {
        var sink = destination.sinks().apply(limit);
        var fenced = true;
        try {
            fenced = !Objects.equals(destination.offsets().last(), sent);
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
            if (!publisher.isStreaming() && !source.snapshot(rows(publisher), this::isOver)) {
                requireNotFailed();
                return;
            }
            var unavailable = "mach-unavailable-" + UUID.randomUUID();
            var batches = new ChangeHandler(publisher, mappers(unavailable), holds, records, unavailable);
            var releases = releases(batches, publisher, records, unavailable);
            var running = launch(batches, source.engine(start, tables, unavailable));
            if (running == null) {
                requireNotFailed();
                return;
            }
            try {
                awaitStreaming(running, source, batches);
                reread(source, batches, running);
                awaitEnd(running, source, start, releases, batches);
            } finally {
                stopRereading();
                running.stop();
            }
            requireClosed();
        }
    }

    private SnapshotRows rows(ChangePublisher publisher) {
        var mappers = mappers("");
        return new SnapshotRows() {
            @Override
            public Table of(TableConfig table, List<String> columns, long at, long readAtMicros) {
                var mapper = Objects.requireNonNull(mappers.get(table.table()));
                var keys = mapper.keys().rows(columns);
                var rows = mapper.rows().rows(columns);
                return values -> {
                    limit.check();
                    publisher.row(mapper.topic(), keys.apply(values), rows.apply(values), at, readAtMicros);
                };
            }

            @Override
            public void done(long at) {
                publisher.snapshotDone(at);
            }
        };
    }

    private Map<String, TableMapper> mappers(String unavailable) {
        return tables.stream()
                .collect(Collectors.toMap(
                        captured -> captured.table().table(),
                        captured -> TableMapper.of(captured, hashing, unavailable)));
    }

    private Releases releases(
            ChangeHandler batches, ChangePublisher publisher, SourceRecords records, String unavailable) {
        var byName = tables.stream()
                .collect(Collectors.toMap(captured -> captured.table().table(), captured -> captured));
        return new Releases(byName, holds, held, hashing, batches, publisher, records, captured -> {
            batches.replace(TableMapper.of(captured, hashing, unavailable));
            flows(captured);
        });
    }

    private synchronized void flows(CapturedTable captured) {
        if (rereading != null) {
            rereading.flows(TableMapper.of(captured, hashing, ""));
        }
    }

    /** Reads again what is asked for, now and whenever more is. */
    private synchronized void reread(Source source, ChangeHandler batches, CaptureEngine running) {
        if (closed) {
            return;
        }
        var next = new Rereading(source, destination, mappers(""), standing, batches);
        rereading = next;
        next.start(running::fail);
    }

    private void stopRereading() {
        Rereading stopped;
        synchronized (this) {
            stopped = rereading;
            rereading = null;
        }
        if (stopped != null) {
            stopped.stop();
        }
    }

    /**
     * Has tables read again while they are streamed: it goes on with that after a restart, too. Returns at once; throws
     * {@link IllegalStateException} that says why if it does not stream now, {@link IllegalArgumentException} for a table that it
     * does not capture. What waits of a table that is held is given up, for all of it is read.
     */
    public synchronized void reread(Set<String> names, Standing.Reread how) {
        var captured = tables.stream().map(table -> table.table().table()).collect(Collectors.toSet());
        names.stream().filter(name -> !captured.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("table " + name + " is not captured: one of " + captured);
        });
        var reader = rereading;
        if (reader == null) {
            throw new IllegalStateException("the agent does not stream now: try again when it does");
        }
        var wanted = names.isEmpty() ? captured : names;
        standing.reread(wanted, how);
        holds.giveUp(wanted);
        asked.set(true);
        reader.ask();
    }

    /** How far tables are read again, null if none is. */
    public synchronized Rereading.@Nullable Reading reading() {
        return rereading == null ? null : rereading.reading();
    }

    /**
     * A table that does not fit its contract any more: its changes wait, the others flow.
     *
     * @param table {@code <schema>.<table>}
     * @param reason column, contract and remedy, in one line without row content
     * @param changes that wait
     */
    public record Held(String table, DatasetId dataset, String reason, long changes) {}

    /** The tables that are held now. */
    public List<Held> held() {
        var now = holds.byTable();
        return tables.stream()
                .filter(captured -> now.containsKey(captured.table().table()))
                .map(captured -> held(
                        captured,
                        Objects.requireNonNull(now.get(captured.table().table()))))
                .toList();
    }

    private static Held held(CapturedTable captured, Hold hold) {
        return new Held(captured.table().table(), captured.topic().dataset(), hold.reason(), hold.changes());
    }

    /** Has held tables tried again at once: a person says that they fit. Returns before it is known. */
    public void tryHeld() {
        asked.set(true);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean isOver() {
        return closed || failed != null;
    }

    private synchronized void requireNotFailed() {
        if (failed != null) {
            throw failed;
        }
    }

    private void requireClosed() {
        if (!isClosed()) {
            throw new AgentFailure.Unavailable("Debezium's engine ended by itself", null);
        }
    }

    private synchronized @Nullable CaptureEngine launch(ChangeHandler batches, Properties properties) {
        if (isOver()) {
            return null;
        }
        var started = CaptureEngine.start(batches, properties);
        engine = started;
        return started;
    }

    private void awaitStreaming(CaptureEngine running, Source source, ChangeHandler batches) {
        while (!endsWithin(running, source, STEP)) {
            batches.settle();
            if (source.isStreaming()) {
                states.accept(State.STREAMING);
                return;
            }
        }
    }

    /** Looks at the tables now and then: what was done to them is not in the log. What is held is tried again then. */
    private void awaitEnd(
            CaptureEngine running, Source source, Beginning start, Releases releases, ChangeHandler batches) {
        release(releases, running, true);
        while (!endsWithinLook(running, source, batches)) {
            look(running, source, source::requireAlive);
            look(running, source, () -> source.requireWhole(start));
            release(releases, running, asked.getAndSet(false));
        }
    }

    private boolean endsWithinLook(CaptureEngine running, Source source, ChangeHandler batches) {
        long end = System.nanoTime() + look.toNanos();
        long seen = System.nanoTime();
        while (!asked.get() && System.nanoTime() < end) {
            if (endsWithin(running, source, STEP)) {
                return true;
            }
            batches.settle();
            if (System.nanoTime() - seen > ALIVE.toNanos()) {
                look(running, source, source::requireAlive);
                seen = System.nanoTime();
            }
        }
        return endsWithin(running, source, Duration.ZERO);
    }

    private void release(Releases releases, CaptureEngine running, boolean everything) {
        try {
            releases.look(everything, () -> isClosed() || running.isOver());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }

    /** What ends the engine ends its connection, too, and says more. */
    private void look(CaptureEngine running, Source source, Runnable question) {
        try {
            question.run();
        } catch (AgentFailure.Unavailable e) {
            if (!endsWithin(running, source, LAST_WORD)) {
                throw e;
            }
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

    /** Ends the run with this failure: a snapshot is given up, and what is not begun does not begin. */
    public synchronized void fail(AgentFailure reason) {
        failed = reason;
        if (engine != null) {
            engine.fail(reason);
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
