package vn.mach.agent.capture;

import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
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
    private final SourceRecords records;
    private final ReentrantLock batch = new ReentrantLock(true);
    private final Deque<String> recent = new ArrayDeque<>();
    private @Nullable Errand errand;
    private @Nullable TableMapper lastTable;
    private @Nullable Schema lastDescribed;
    private volatile boolean streaming;

    /**
     * A handler that owns no resource.
     *
     * @param tables by {@code <schema>.<table>}
     */
    ChangeHandler(ChangePublisher publisher, Map<String, TableMapper> tables, SourceRecords records) {
        this.publisher = publisher;
        this.tables = tables;
        this.records = records;
        this.streaming = publisher.isStreaming();
    }

    /** Whether the snapshot, if there was one, is visible. */
    boolean isStreaming() {
        return streaming;
    }

    /** Waits for the batch in hand and lets no other in: what is stored then stays. */
    boolean pause(long patienceMillis) throws InterruptedException {
        return batch.tryLock(patienceMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Has something written between two source transactions, once the source has told everything before {@code reached};
     * returns when that is done, visible with the same transaction or the next. Any failure of it is thrown here and ends
     * nothing else. Returns false if {@code over} says so before.
     */
    boolean between(long reached, Consumer<ChangePublisher.Between> write, BooleanSupplier over)
            throws InterruptedException {
        var mine = new Errand(reached, write);
        for (boolean first = true; !mine.done && !over.getAsBoolean(); first = false) {
            if (!batch.tryLock(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                continue;
            }
            try {
                if (first) {
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
        next.write.accept(publisher.between());
        next.done = true;
        return true;
    }

    /** Has every change that is published from now on told, and gives the last transactions before. */
    List<String> watch(ChangePublisher.@Nullable Watcher watcher) {
        batch.lock();
        try {
            publisher.watch(watcher);
            return List.copyOf(recent);
        } finally {
            batch.unlock();
        }
    }

    private static final class Errand {
        private final long reached;
        private final Consumer<ChangePublisher.Between> write;
        private volatile boolean done;

        Errand(long reached, Consumer<ChangePublisher.Between> write) {
            this.reached = reached;
            this.write = write;
        }
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> events,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        batch.lockInterruptibly();
        try {
            for (var event : events) {
                handle(event.record());
            }
            publisher.flushUnlessBehind(events.size());
            streaming = publisher.isStreaming();
            if (streaming) {
                confirm(events.get(events.size() - 1), committer);
            }
            committer.markBatchFinished();
        } finally {
            batch.unlock();
        }
    }

    /** Makes visible what the last batch left to the next, if none came. To be called every moment. */
    void settle() {
        if (batch.tryLock()) {
            try {
                publisher.flushOverdue();
            } finally {
                batch.unlock();
            }
        }
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
        if (!(record.value() instanceof Struct value)) {
            return;
        }
        switch (record.topic()) {
            case EngineSettings.NOTIFICATIONS -> notification(record, value);
            case EngineSettings.TRANSACTIONS -> transaction(record, value);
            case EngineSettings.HEARTBEATS -> publisher.idle(records.heartbeat(record, publisher.storedBoundary()));
            default -> change(record, value);
        }
    }

    private void notification(SourceRecord record, Struct value) {
        if (!"Initial Snapshot".equals(value.getString("aggregate_type"))) {
            return;
        }
        // An aborted one needs nothing: the engine ends with the cause, and what it has sent is never visible.
        if ("COMPLETED".equals(value.getString("type")) && !publisher.isStreaming()) {
            publisher.snapshotDone(records.snapshotDone(record));
        }
    }

    private void transaction(SourceRecord record, Struct value) {
        var id = records.transaction(value.getString("id"));
        if ("BEGIN".equals(value.getString("status"))) {
            publisher.begin(id);
        } else {
            publisher.end(id, records.end(record));
            if (recent.size() == RECENT) {
                recent.removeFirst();
            }
            recent.addLast(id);
            var unused = runErrand();
        }
    }

    private void change(SourceRecord record, Struct value) {
        var source = value.getStruct("source");
        var table = table(record, source);
        var operation = value.getString("op");
        if ("t".equals(operation)) {
            publisher.truncate(records.transaction(source), table.topic(), source.getInt64("ts_us"));
            return;
        }
        if ("r".equals(operation)) {
            var key = table.snapshotKeys().key((Struct) record.key());
            var row = table.snapshotRows().row(value.getStruct("after"));
            publisher.row(table.topic(), key, row, records.snapshot(source), source.getInt64("ts_us"));
            return;
        }
        change(table, Operation.of(operation), table.keys().key((Struct) record.key()), value);
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

    private void change(TableMapper table, Operation kind, GenericRecord key, Struct value) {
        var source = value.getStruct("source");
        var transaction = records.transaction(source);
        var row = kind == Operation.DELETE
                ? null
                : table.rows()
                        .map(
                                value.getStruct("after"),
                                value.getStruct("before"),
                                columns -> records.present(table.table(), key, columns, source));
        if (row == null && kind != Operation.DELETE) {
            // Its delete, or its change of key, follows; until then the row stands as it was before this change.
            publisher.pass(transaction);
            return;
        }
        publisher.change(transaction, table.topic(), kind, key, row, source.getInt64("ts_us"));
    }
}
