package vn.mach.agent.publish;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Where an agent's offset is kept: the truth about what it has published. */
public interface OffsetLog {
    /** The Kafka record of an offset, to be sent in the transaction of what it covers. */
    ProducerRecord<byte[], byte[]> record(AgentOffset offset);

    /**
     * The agent's last committed offset, or null if it has none. Call it after the agent's writer is open, so that
     * nothing of an earlier process is undecided.
     */
    @Nullable
    AgentOffset last();
}
