package vn.mach.agent.publish;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.producer.OffsetTopic;
import vn.mach.producer.PublishFailure;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** The offset log on the agent's own topic. */
public final class AgentOffsets implements OffsetLog {
    private final KafkaConnection kafka;
    private final OffsetTopic topic;

    /** Throws {@link AgentFailure} if the schema registry does not answer. */
    public AgentOffsets(KafkaConnection kafka, AgentId agent, SchemaCatalog catalog) {
        this.kafka = kafka;
        this.topic = answered(() -> new OffsetTopic(agent, catalog));
    }

    @Override
    public ProducerRecord<byte[], byte[]> record(AgentOffset offset) {
        return answered(() -> topic.record(offset.toAvro()));
    }

    @Override
    public @Nullable AgentOffset last() {
        return answered(() -> Optional.ofNullable(topic.last(kafka)).map(AgentOffset::fromAvro))
                .orElse(null);
    }

    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (PublishFailure e) {
            throw KafkaFailure.of(String.valueOf(e.getMessage()), e);
        } catch (SchemaRegistryException e) {
            throw KafkaFailure.of(e);
        }
    }
}
