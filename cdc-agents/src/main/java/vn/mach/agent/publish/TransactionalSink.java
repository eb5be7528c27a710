package vn.mach.agent.publish;

import org.apache.kafka.clients.producer.ProducerRecord;
import vn.mach.agent.progress.AgentFailure;

/** Where a Kafka transaction goes. Any failure is an {@link AgentFailure}: its outcome is then for the next process to read. */
public interface TransactionalSink extends AutoCloseable {
    void begin();

    void send(ProducerRecord<byte[], byte[]> record);

    /** Returns when everything sent is visible. */
    void commit();

    /** Gives up what was sent since {@link #begin()}, if anything; never throws. */
    @Override
    void close();
}
