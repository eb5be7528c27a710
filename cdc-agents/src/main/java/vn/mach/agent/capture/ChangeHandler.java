package vn.mach.agent.capture;

import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.ChangePublisher;
import vn.mach.change.Operation;

/**
 * Debezium's batches to Kafka transactions. Whatever it throws ends the engine: a batch is published as a whole or the
 * run is over, for Debezium would go on with the next one.
 */
final class ChangeHandler implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    private static final int STEP_MILLIS = 20;
    /** More than a server has connections that may wait in their commit. */
    private static final int RECENT = 1_000;

    private final ChangePublisher publisher;
    private final Map<String, TableMapper> tables;
    private final Holds holds;
    private final String unavailable;
    private final SourceRecords records;
    private final ReentrantLock batch = new ReentrantLock(true);
    private final Deque<String> recent = new ArrayDeque<>();
    private @Nullable Errand errand;
    private @Nullable TableMapper lastTable;
    private @Nullable Schema lastDescribed;
    /** A batch has failed half way: what is told of it and not visible must never become so. */
    private boolean broken;

    /**
     * A handler that owns no resource.
     *
     * @param tables by {@code <schema>.<table>}
     * @param unavailable what Debezium writes in place of a large value that the log lacks
     */
    ChangeHandler(
            ChangePublisher publisher,
            Map<String, TableMapper> tables,
            Holds holds,
            SourceRecords records,
            String unavailable) {
        this.publisher = publisher;
        this.tables = new ConcurrentHashMap<>(tables);
        this.holds = holds;
        this.unavailable = unavailable;
        this.records = records;
    }

    /** Waits for the batch in hand and lets no other in: what is stored then stays. */
    boolean pause(long patienceMillis) throws InterruptedException {
        return batch.tryLock(patienceMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Has something written between two source transactions, once the source has told everything before {@code reached};
     * returns when that is done, visible with the same transaction or the next. Any failure of it is thrown here and ends
     * nothing else. Returns false if {@code over} says so before, or a batch has failed.
     */
    boolean between(long reached, Consumer<ChangePublisher.Between> write, BooleanSupplier over)
            throws InterruptedException {
        var mine = new Errand(reached, write, over);
        while (!mine.done && !over.getAsBoolean()) {
            if (!batch.tryLock(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                continue;
            }
            try {
                if (broken) {
                    return false;
                }
                if (!mine.placed) {
                    mine.placed = true;
                    errand = mine;
                }
                if (runErrand()) {
                    publisher.flush();
                }
            } finally {
                batch.unlock();
            }
            if (!mine.done) {
                Thread.sleep(1);
            }
        }
        return mine.done;
    }

    private boolean runErrand() {
        var next = errand;
        if (next == null || !publisher.isBetween() || publisher.boundary() < next.reached) {
            return false;
        }
        errand = null;
        if (next.over.getAsBoolean()) {
            return false;
        }
        next.write.accept(publisher.between());
        next.done = true;
        return true;
    }

    /** Has every change that is published from now on told, and gives the last transactions before. */
    List<String> watch(ChangePublisher.@Nullable Watcher watcher) {
        batch.lock();
        try {
            // Who watches also reads what was published before.
            var unused = unlessBroken(publisher::flush);
            publisher.watch(watcher);
            return List.copyOf(recent);
        } finally {
            batch.unlock();
        }
    }

    private static final class Errand {
        private final long reached;
        private final Consumer<ChangePublisher.Between> write;
        private final BooleanSupplier over;
        private boolean placed;
        private volatile boolean done;

        Errand(long reached, Consumer<ChangePublisher.Between> write, BooleanSupplier over) {
            this.reached = reached;
            this.write = write;
            this.over = over;
        }
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> events,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        batch.lockInterruptibly();
        try {
            broken = true;
            for (var event : events) {
                handle(event.record());
            }
            flush(events.size());
            confirm(events.get(events.size() - 1), committer);
            committer.markBatchFinished();
            broken = false;
        } finally {
            batch.unlock();
        }
    }

    /** What waits for a table that is held is read from Kafka, so it does not wait for a fuller transaction, too. */
    private void flush(int told) {
        if (holds.isAny()) {
            publisher.flush();
        } else {
            publisher.flushUnlessBehind(told);
        }
    }

    /** Makes visible what the last batch left to the next, if none came. To be called every moment. */
    void settle() {
        if (batch.tryLock()) {
            try {
                var unused = unlessBroken(publisher::flushOverdue);
            } finally {
                batch.unlock();
            }
        }
    }

    private boolean unlessBroken(Runnable act) {
        if (broken) {
            return false;
        }
        act.run();
        return true;
    }

    /** Tells Debezium the boundary that Kafka has, whatever offsets its records carry. */
    private void confirm(
            RecordChangeEvent<SourceRecord> event,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        var offsets = committer.buildOffsets();
        records.offset(publisher.storedBoundary()).forEach(offsets::set);
        committer.markProcessed(event, offsets);
    }

    private void handle(SourceRecord record) {
        if (record instanceof LogRow row) {
            row(row);
            return;
        }
        if (!(record.value() instanceof Struct value)) {
            return;
        }
        switch (record.topic()) {
            case EngineSettings.TRANSACTIONS -> transaction(record, value);
            case EngineSettings.SCHEMA_CHANGES -> records.altered(value);
            case EngineSettings.HEARTBEATS -> {
                ended(record, value);
                publisher.idle(records.heartbeat(record, publisher.storedBoundary()));
            }
            default -> change(record, value);
        }
    }

    private void transaction(SourceRecord record, Struct value) {
        ended(record, value);
        if ("BEGIN".equals(value.getString("status"))) {
            publisher.begin(records.transaction(value.getString("id")));
        }
    }

    private void ended(SourceRecord record, Struct value) {
        var ended = records.ended(record, value);
        if (ended == null) {
            return;
        }
        publisher.end(ended.transaction(), ended.boundary());
        if (recent.size() == RECENT) {
            recent.removeFirst();
        }
        recent.addLast(ended.transaction());
        var unused = runErrand();
    }

    private void row(LogRow row) {
        var table = table(row, row.source());
        if (holds.isHeld(table.table().table()) || !isPublished(table, row)) {
            change(table, row.whole());
        }
    }

    /** False if Debezium's way has to be taken, which also has the words for what does not fit. */
    private boolean isPublished(TableMapper table, LogRow row) {
        var key = table.keys().map(row);
        var mapped = key == null ? null : table.rows().map(row);
        if (key == null || mapped == null) {
            return false;
        }
        var kind = row.isNew() ? Operation.CREATE : Operation.UPDATE;
        var source = row.source();
        publisher.change(records.transaction(source), table.topic(), kind, key, mapped, source.getInt64("ts_us"));
        return true;
    }

    private void change(SourceRecord record, Struct value) {
        var change = SourceChange.of(record, value);
        change(table(record, change.source()), change);
    }

    private void change(TableMapper table, SourceChange change) {
        var name = table.table().table();
        if (holds.isHeld(name)) {
            keep(name, change);
            return;
        }
        try {
            publish(table, change);
        } catch (AgentFailure.Unfit misfit) {
            hold(table, change, misfit);
        }
    }

    /** Looked up by its name only when Debezium's description is another than that of the change before. */
    private TableMapper table(SourceRecord record, Struct source) {
        var known = lastTable;
        if (known != null && record.valueSchema() == lastDescribed) {
            return known;
        }
        var name = records.table(source);
        var table = tables.get(name);
        if (table == null) {
            throw new AgentFailure.Broken("a change of table " + name + ", which is not captured", null);
        }
        lastTable = table;
        lastDescribed = record.valueSchema();
        return table;
    }

    private void publish(TableMapper table, SourceChange change) {
        if (change.isTruncation()) {
            publisher.truncate(transaction(change), table.topic(), change.committedAtMicros());
            return;
        }
        var key = table.keys().key(change.key());
        var row = table.row(change, records);
        if (row == null && !change.isDelete()) {
            publisher.pass(transaction(change));
            return;
        }
        publisher.change(transaction(change), table.topic(), change.kind(), key, row, change.committedAtMicros());
    }

    private String transaction(SourceChange change) {
        return change.isTruncation() ? records.statement(change.source()) : records.transaction(change.source());
    }

    /** The changes of the table wait from this one on. */
    private void hold(TableMapper table, SourceChange change, AgentFailure.Unfit misfit) {
        var name = table.table().table();
        publisher.keep(transaction(change), position -> {
            holds.begin(name, Holds.reason(misfit, table.topic()));
            return holds.keep(name, new HeldChange(position, unavailable, change));
        });
    }

    private void keep(String name, SourceChange change) {
        publisher.keep(
                transaction(change), position -> holds.keep(name, new HeldChange(position, unavailable, change)));
    }

    /** Holds a table of which something else than a change does not fit; false if {@code over} says so before. */
    boolean hold(TableMapper table, AgentFailure.Unfit misfit, BooleanSupplier over) throws InterruptedException {
        return beside(() -> holds.begin(table.table().table(), Holds.reason(misfit, table.topic())), over);
    }

    boolean isHeld(String name) {
        return holds.isHeld(name);
    }

    /**
     * Has something done while no batch is, and makes visible what it has published; false if {@code over} says so before, or a batch
     * has failed. Any failure of it is thrown here.
     */
    boolean beside(Runnable act, BooleanSupplier over) throws InterruptedException {
        while (!batch.tryLock(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
            if (over.getAsBoolean()) {
                return false;
            }
        }
        try {
            return unlessBroken(() -> {
                act.run();
                publisher.flush();
            });
        } finally {
            batch.unlock();
        }
    }

    /** From now on this is how changes of its table are mapped. To be called where no batch is in hand. */
    void replace(TableMapper table) {
        tables.put(table.table().table(), table);
        lastTable = null;
    }
}
