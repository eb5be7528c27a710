package vn.mach.agent.capture;

import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
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
    private final SourceRecords records;
    private final ReentrantLock batch = new ReentrantLock();
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
        }
    }

    private void change(SourceRecord record, Struct value) {
        var source = value.getStruct("source");
        var name = records.table(source);
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
            publisher.row(table.topic(), key, row, records.snapshot(source), source.getInt64("ts_us"));
            return;
        }
        change(table, Operation.of(operation), table.keys().key((Struct) record.key()), value);
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
