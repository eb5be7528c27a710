package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.mach.change.DeadLetter;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.Sandbox;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** The dead letters of a dataset, read as the broker's administrator. */
final class KeptRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;
    private final TopicPartition topic;
    private final List<DeadLetter> all = new ArrayList<>();

    KeptRecords(Sandbox sandbox, DatasetId dataset) {
        var properties = new HashMap<>(sandbox.kafka().admin().properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        decoder = new RecordDecoder(SchemaCatalog.connect(sandbox.schemaRegistryConnection()));
        topic = new TopicPartition(dataset.deadLetterTopic(), 0);
        consumer.assign(List.of(topic));
        consumer.seekToBeginning(List.of(topic));
    }

    /** Everything that is committed now. */
    List<DeadLetter> all() {
        long end = Objects.requireNonNull(consumer.endOffsets(List.of(topic)).get(topic));
        while (consumer.position(topic) < end) {
            consumer.poll(POLL)
                    .forEach(record -> all.add(DeadLetter.fromAvro(decoder.decode(record.value(), DeadLetter.SCHEMA))));
        }
        return List.copyOf(all);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
