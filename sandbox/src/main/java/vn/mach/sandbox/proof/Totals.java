package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Statistics;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** The statistics as they are told, beside the records that are on the views' topics, both read as the broker's administrator. */
final class Totals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** What is known of one partition of a view. */
    record Count(long records, long bytes) {
        static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(records + other.records, bytes + other.bytes);
        }
    }

    private final KafkaConsumer<byte[], byte[]> statistics;
    private final KafkaConsumer<byte[], byte[]> views;
    private final RecordDecoder decoder;
    private final Map<Bytes, Statistics> told = new HashMap<>();
    private final Map<TopicPartition, Count> found = new HashMap<>();

    Totals(Sandbox sandbox, Collection<ViewId> watched) {
        decoder = new RecordDecoder(SchemaCatalog.connect(sandbox.schemaRegistryConnection()));
        statistics = consumer(sandbox, List.of(Topics.STATISTICS));
        views = consumer(sandbox, watched.stream().map(ViewId::topic).toList());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Sandbox sandbox, List<String> topics) {
        var properties = new HashMap<>(sandbox.kafka().admin().properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    /** What the last record of each hour says, summed up; of views that are watched, and without those that have nothing. */
    Map<TopicPartition, Count> told() {
        readToEnd(
                statistics,
                (partition, key, value) -> told.put(
                        Bytes.wrap(key),
                        Statistics.fromAvro(decoder.decode(Objects.requireNonNull(value), Statistics.SCHEMA))));
        var topics = views.assignment();
        var sums = new HashMap<TopicPartition, Count>();
        for (var hour : told.values()) {
            var partition = new TopicPartition(hour.view().topic(), hour.partition());
            long records = hour.published().records();
            if (records > 0 && topics.contains(partition)) {
                sums.merge(partition, new Count(records, hour.bytes()), Count::plus);
            }
        }
        return sums;
    }

    /** What is on the topics: read record by record, since an offset is spent on every end of a transaction too. */
    Map<TopicPartition, Count> found() {
        readToEnd(
                views,
                (partition, key, value) -> found.merge(
                        partition, new Count(1, key.length + (value == null ? 0 : value.length)), Count::plus));
        return Map.copyOf(found);
    }

    /** Records on the topic of one view. */
    long found(ViewId view) {
        return found().entrySet().stream()
                .filter(it -> it.getKey().topic().equals(view.topic()))
                .mapToLong(it -> it.getValue().records())
                .sum();
    }

    private interface Reader {
        void read(TopicPartition partition, byte[] key, byte @Nullable [] value);
    }

    private static void readToEnd(KafkaConsumer<byte[], byte[]> consumer, Reader reader) {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (var record : consumer.poll(POLL)) {
                reader.read(new TopicPartition(record.topic(), record.partition()), record.key(), record.value());
            }
        }
    }

    static long records(Map<TopicPartition, Count> counts) {
        return counts.values().stream().mapToLong(Count::records).sum();
    }

    @Override
    public void close() {
        statistics.close();
        views.close();
    }
}
