package vn.mach.agent.publish;

import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.mach.connection.KafkaConnection;
import vn.mach.wire.NotWireFormat;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** The published log on the datasets' topics. */
public final class PublishedTopics implements PublishedLog {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaConnection kafka;
    private final SchemaCatalog catalog;

    public PublishedTopics(KafkaConnection kafka, SchemaCatalog catalog) {
        this.kafka = kafka;
        this.catalog = catalog;
    }

    @Override
    public void read(DatasetTopic topic, Reader reader) {
        var name = topic.dataset().topic();
        var properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            var partitions = IntStream.range(0, topic.partitions())
                    .mapToObj(partition -> new TopicPartition(name, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            read(consumer, new PublishedRecords(catalog, topic, reader));
        } catch (KafkaException | SchemaRegistryException | NotWireFormat e) {
            throw KafkaFailure.of(
                    "topic " + name + " cannot be read (" + e.getMessage()
                            + "); check Kafka, and that the agent may read what it has published",
                    e);
        }
    }

    private static void read(KafkaConsumer<byte[], byte[]> consumer, PublishedRecords records) {
        var ends = consumer.endOffsets(consumer.assignment());
        long heard = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (var record : consumer.poll(POLL)) {
                records.tell(record.partition(), record.key(), record.value());
                heard = System.nanoTime();
            }
            if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new KafkaException("nothing more within " + PATIENCE.toSeconds() + " s");
            }
        }
    }
}
