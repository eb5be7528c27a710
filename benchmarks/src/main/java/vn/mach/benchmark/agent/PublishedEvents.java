package vn.mach.benchmark.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.mach.change.Position;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** A read_committed consumer of the dataset's topic, from where it ended when this was made. */
final class PublishedEvents implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;

    PublishedEvents(KafkaConnection kafka, SchemaCatalog catalog) {
        var properties = new HashMap<>(kafka.properties());
        properties.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        decoder = new RecordDecoder(catalog);
        var partitions = IntStream.range(0, Topics.DEFAULT_PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Measurements.DATASET.topic(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * Reads exactly so many events, each later than the one before in its partition; answers when the agent made the first,
     * in milliseconds since 1970.
     */
    long firstOf(int count, Duration patience) {
        long first = Long.MAX_VALUE;
        var lastOf = new HashMap<Integer, Position>();
        int seen = 0;
        for (long deadline = System.nanoTime() + patience.toNanos(); seen < count; ) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                var event = decoder.decode(record.value());
                first = Math.min(first, (long) event.get("ts_ms"));
                requireLater(lastOf, record.partition(), position(event));
                seen++;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(seen + " events are visible, not " + count);
            }
        }
        if (seen > count || !consumer.poll(Duration.ofMillis(300)).isEmpty()) {
            throw new IllegalStateException("more events are visible than the " + count + " expected");
        }
        return first;
    }

    /** Waits for so many events; answers the time of each from its commit to the return of the poll that brought it. */
    double[] latencyMillis(int count, Duration patience) {
        var millis = new double[count];
        int seen = 0;
        for (long deadline = System.nanoTime() + patience.toNanos(); seen < count; ) {
            var records = consumer.poll(Duration.ofMillis(200));
            long now = micros();
            for (var record : records) {
                var source = (GenericRecord) decoder.decode(record.value()).get("source");
                millis[seen++] = (now - (long) source.get("committed_at")) / 1_000.0;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(seen + " events are visible, not " + count);
            }
        }
        return millis;
    }

    private static void requireLater(Map<Integer, Position> lastOf, int partition, Position position) {
        var before = lastOf.put(partition, position);
        if (before != null && !position.isAfter(before)) {
            throw new IllegalStateException("event " + position + " follows " + before);
        }
    }

    private static Position position(GenericRecord event) {
        var source = (GenericRecord) Objects.requireNonNull(event.get("source"));
        return Position.parse(source.get("position").toString());
    }

    private static long micros() {
        var now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
