package vn.mach.benchmark;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.KafkaConnection;

/** The raw limit: 200 opaque bytes a record through one transactional producer and one read_committed consumer. */
final class OpaqueBytes {
    private static final String TOPIC = "benchmark.opaque";
    private static final int BATCH = 2_000;

    private final KafkaConnection kafka;

    OpaqueBytes(KafkaConnection kafka) {
        this.kafka = kafka;
        try (var admin = Admin.create(kafka.properties())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(6), Optional.empty())))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the benchmark's topic cannot be made", e);
        }
    }

    double recordsPerSecond(int records) {
        try (var consumer = consumer();
                var producer = producer()) {
            var began = System.nanoTime();
            for (int sent = 0; sent < records; sent += BATCH) {
                producer.beginTransaction();
                for (int i = 0; i < BATCH; i++) {
                    send(producer);
                }
                producer.commitTransaction();
            }
            for (int received = 0; received < records; ) {
                received += consumer.poll(Duration.ofMillis(500)).count();
            }
            return records / ((System.nanoTime() - began) / 1e9);
        }
    }

    /** Milliseconds from before a record's transaction to its arrival. */
    double[] latencies(int perSecond, int seconds) {
        var millis = new double[perSecond * seconds];
        try (var consumer = consumer();
                var producer = producer()) {
            var next = System.nanoTime();
            for (int i = 0; i < millis.length; i++) {
                var began = System.nanoTime();
                producer.beginTransaction();
                send(producer);
                producer.commitTransaction();
                while (consumer.poll(Duration.ofMillis(500)).isEmpty()) {
                    Thread.onSpinWait();
                }
                millis[i] = (System.nanoTime() - began) / 1e6;
                next += TimeUnit.SECONDS.toNanos(1) / perSecond;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        return millis;
    }

    private static void send(KafkaProducer<byte @Nullable [], byte[]> producer) {
        // What fails here fails the commit.
        var unused = producer.send(new ProducerRecord<>(TOPIC, null, new byte[200]));
    }

    private KafkaProducer<byte @Nullable [], byte[]> producer() {
        var properties = new HashMap<>(kafka.properties());
        properties.putAll(Map.of("transactional.id", TOPIC, "acks", "all", "batch.size", 131_072, "linger.ms", 0));
        var producer = new KafkaProducer<byte @Nullable [], byte[]>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /** At the end of the topic. */
    private KafkaConsumer<byte[], byte[]> consumer() {
        var properties = new HashMap<>(kafka.properties());
        properties.put("isolation.level", "read_committed");
        var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(TOPIC).stream()
                .map(it -> new org.apache.kafka.common.TopicPartition(TOPIC, it.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }
}
