package vn.mach.agent.postgresql;

import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.generic.GenericRecord;
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
    private final ChangePublisher publisher;
    private final Map<String, TableMapper> tables;
    private final PresentRows present;
    private final ReentrantLock batch = new ReentrantLock();
    private volatile boolean streaming;

    /**
     * A handler that owns no resource.
     *
     * @param tables by {@code <schema>.<table>}
     */
    ChangeHandler(ChangePublisher publisher, Map<String, TableMapper> tables, PresentRows present) {
        this.publisher = publisher;
        this.tables = tables;
        this.present = present;
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
            publisher.flush();
            streaming = publisher.isStreaming();
            if (streaming) {
                confirm(events.get(events.size() - 1), committer);
            }
            committer.markBatchFinished();
        } finally {
            batch.unlock();
        }
    }

    /** Tells Debezium the boundary that Kafka has, whatever offsets its records carry. */
    private void confirm(
            RecordChangeEvent<SourceRecord> event,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        var offsets = committer.buildOffsets();
        BoundaryStore.offset(publisher.storedBoundary()).forEach(offsets::set);
        committer.markProcessed(event, offsets);
    }

    private void handle(SourceRecord record) {
        if (!(record.value() instanceof Struct value)) {
            return;
        }
        switch (record.topic()) {
            case EngineProperties.NOTIFICATIONS -> notification(record, value);
            case EngineProperties.TRANSACTIONS -> transaction(record, value);
            case EngineProperties.HEARTBEATS -> publisher.idle(committed(record, publisher.storedBoundary()));
            default -> change(record, value);
        }
    }

    private void notification(SourceRecord record, Struct value) {
        if (!"Initial Snapshot".equals(value.getString("aggregate_type"))) {
            return;
        }
        // An aborted one needs nothing: the engine ends with the cause, and what it has sent is never visible.
        if ("COMPLETED".equals(value.getString("type")) && !publisher.isStreaming()) {
            publisher.snapshotDone(lsn(record, "lsn"));
        }
    }

    private void transaction(SourceRecord record, Struct value) {
        var id = value.getString("id");
        // "<xid>:<lsn>", and the second part differs between begin and end.
        var xid = id.substring(0, id.indexOf(':') < 0 ? id.length() : id.indexOf(':'));
        if ("BEGIN".equals(value.getString("status"))) {
            publisher.begin(xid);
        } else {
            publisher.end(xid, lsn(record, "lsn_commit"));
        }
    }

    private void change(SourceRecord record, Struct value) {
        var source = value.getStruct("source");
        var name = source.getString("schema") + "." + source.getString("table");
        var table = tables.get(name);
        if (table == null) {
            throw new AgentFailure.Broken("a change of table " + name + ", which is not captured", null);
        }
        var operation = value.getString("op");
        if ("t".equals(operation)) {
            throw new AgentFailure.Gap(
                    "table " + name + " was truncated: dataset " + table.topic().dataset() + " still has its rows");
        }
        if ("r".equals(operation)) {
            var key = table.snapshotKeys().key((Struct) record.key());
            var row = table.snapshotRows().row(value.getStruct("after"));
            publisher.row(table.topic(), key, row, source.getInt64("lsn"), source.getInt64("ts_us"));
            return;
        }
        change(table, Operation.of(operation), table.keys().key((Struct) record.key()), value);
    }

    private void change(TableMapper table, Operation kind, GenericRecord key, Struct value) {
        var source = value.getStruct("source");
        long number = source.getInt64("txId");
        var transaction = Long.toString(number);
        var row = kind == Operation.DELETE
                ? null
                : table.rows()
                        .map(
                                value.getStruct("after"),
                                value.getStruct("before"),
                                columns -> present.read(table.table(), key, columns, number));
        if (row == null && kind != Operation.DELETE) {
            // Its delete, or its change of key, follows; until then the row stands as it was before this change.
            publisher.pass(transaction);
            return;
        }
        publisher.change(transaction, table.topic(), kind, key, row, source.getInt64("ts_us"));
    }

    private static long committed(SourceRecord record, long otherwise) {
        return record.sourceOffset().get("lsn_commit") instanceof Long lsn ? lsn : otherwise;
    }

    private static long lsn(SourceRecord record, String entry) {
        @Nullable Object lsn = record.sourceOffset().get(entry);
        if (lsn instanceof Long position) {
            return position;
        }
        throw new AgentFailure.Broken("Debezium gave a " + record.topic() + " record without " + entry, null);
    }
}
