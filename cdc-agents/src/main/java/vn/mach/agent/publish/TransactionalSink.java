package vn.mach.agent.publish;

import org.apache.kafka.clients.producer.ProducerRecord;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.Operation;

/** Where a Kafka transaction goes. Any failure is an {@link AgentFailure}: its outcome is then for the next process to read. */
public interface TransactionalSink extends AutoCloseable {
    void begin();

    void send(ProducerRecord<byte[], byte[]> record);

    /** An event of a dataset: sent like any record, and told apart for whoever counts. */
    default void event(ProducerRecord<byte[], byte[]> record, Operation operation, long committedAtMicros) {
        send(record);
    }

    /** Returns when everything sent is visible. */
    void commit();

    /** Gives up what was sent since {@link #begin()}, if anything; never throws. */
    @Override
    void close();
}
