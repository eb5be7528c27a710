package vn.mach.agent.publish;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/**
 * Reads an agent's offset as an onlooker: fences nobody, registers no schema, makes no topic. While the agent runs, a
 * newer one may follow at any moment.
 */
public final class StoredOffset implements LastOffset {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PATIENCE_MILLIS = 10_000;

    private final KafkaConnection kafka;
    private final AgentId agent;
    private final SchemaCatalog catalog;

    public StoredOffset(KafkaConnection kafka, AgentId agent, SchemaCatalog catalog) {
        this.kafka = kafka;
        this.agent = agent;
        this.catalog = catalog;
    }

    @Override
    public @Nullable AgentOffset read() {
        var properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            var last = last(consumer);
            return last == null ? null : AgentOffset.fromAvro(new RecordDecoder(catalog).decode(last));
        } catch (KafkaException e) {
            throw new AgentFailure.Broken(
                    "topic " + agent.offsetsTopic() + " cannot be read (" + e.getMessage()
                            + "); check Kafka, and that the agent is registered",
                    e);
        } catch (SchemaRegistryException e) {
            throw new AgentFailure.Broken(e.getMessage() + "; check schema-registry.url", e);
        }
    }

    /** Nobody else writes to the topic of an agent, and all its records have one key. */
    private byte @Nullable [] last(KafkaConsumer<byte[], byte[]> consumer) {
        var partition = new TopicPartition(agent.offsetsTopic(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long deadline = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        byte[] last = null;
        while (consumer.position(partition) < end) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("no end of it within " + PATIENCE_MILLIS + " ms");
            }
            for (var record : consumer.poll(POLL)) {
                last = record.value();
            }
        }
        return last;
    }
}
