package vn.mach.benchmark.router;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How long records were on their way from the dataset's topic, whose time they keep, to a read_committed reader of another. */
final class Arrivals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Of what comes from now on. */
    Arrivals(Bench bench, String topic) {
        var properties = new HashMap<>(bench.kafka().properties());
        properties.put("isolation.level", "read_committed");
        properties.put("fetch.max.wait.ms", 500);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, Residences.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    /** Those of the next time. */
    Latencies during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return until(() -> System.nanoTime() >= end);
    }

    /** Those until something is so. */
    Latencies until(BooleanSupplier enough) {
        var millis = new long[1 << 12];
        int count = 0;
        while (!enough.getAsBoolean()) {
            var records = consumer.poll(POLL);
            long now = System.currentTimeMillis();
            for (var record : records) {
                if (count == millis.length) {
                    millis = Arrays.copyOf(millis, 2 * count);
                }
                millis[count++] = now - record.timestamp();
            }
        }
        var sorted = Arrays.copyOf(millis, count);
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** In milliseconds, sorted; Kafka's clock has no finer. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Latencies(long[] millis) {
        long percentile(double percent) {
            return millis[(int) Math.min(millis.length - 1L, Math.round(millis.length * percent / 100))];
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%8d %6d %6d %6d %6d",
                    millis.length,
                    percentile(50),
                    percentile(95),
                    percentile(99),
                    millis[millis.length - 1]);
        }
    }
}
