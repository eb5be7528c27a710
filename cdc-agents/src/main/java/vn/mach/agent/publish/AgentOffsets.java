package vn.mach.agent.publish;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.producer.OffsetTopic;
import vn.mach.producer.PublishFailure;
import vn.mach.wire.SchemaCatalog;

/** The offset log on the agent's own topic. */
public final class AgentOffsets implements OffsetLog {
    private final KafkaConnection kafka;
    private final OffsetTopic topic;

    public AgentOffsets(KafkaConnection kafka, AgentId agent, SchemaCatalog catalog) {
        this.kafka = kafka;
        this.topic = new OffsetTopic(agent, catalog);
    }

    @Override
    public ProducerRecord<byte[], byte[]> record(AgentOffset offset) {
        return topic.record(offset.toAvro());
    }

    @Override
    public @Nullable AgentOffset last() {
        try {
            var offset = topic.last(kafka);
            return offset == null ? null : AgentOffset.fromAvro(offset);
        } catch (PublishFailure e) {
            throw new AgentFailure.Broken(String.valueOf(e.getMessage()), e);
        }
    }
}
