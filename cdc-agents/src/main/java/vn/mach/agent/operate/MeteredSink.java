package vn.mach.agent.operate;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.publish.TransactionalSink;
import vn.mach.change.Operation;

/**
 * A sink that counts what becomes visible and stands still while the agent is paused. Within a transaction it counts in
 * plain numbers; what is shared is touched once per transaction.
 */
public final class MeteredSink implements TransactionalSink {
    private final TransactionalSink sink;
    private final Activity activity;
    private final PauseGate gate;
    private final Map<String, Flow.Counts> pending = new HashMap<>();
    private long lastCommittedAt = -1;

    MeteredSink(TransactionalSink sink, Activity activity, PauseGate gate) {
        this.sink = sink;
        this.activity = activity;
        this.gate = gate;
    }

    @Override
    public void begin() {
        gate.pass();
        pending.clear();
        lastCommittedAt = -1;
        sink.begin();
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record) {
        sink.send(record);
    }

    @Override
    public void event(ProducerRecord<byte[], byte[]> record, Operation operation, long committedAtMicros) {
        if (lastCommittedAt < 0) {
            activity.flow().pending(committedAtMicros);
        }
        lastCommittedAt = committedAtMicros;
        pending.computeIfAbsent(record.topic(), topic -> new Flow.Counts())
                .count(operation, size(record.key()) + size(record.value()));
        if (operation == Operation.READ) {
            activity.snapshotRow();
        }
        sink.event(record, operation, committedAtMicros);
    }

    @Override
    public void commit() {
        long begun = System.nanoTime();
        sink.commit();
        activity.flow().committed(System.nanoTime() - begun, lastCommittedAt);
        pending.forEach(activity.flow()::add);
        pending.clear();
    }

    @Override
    public void close() {
        sink.close();
    }

    private static long size(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
