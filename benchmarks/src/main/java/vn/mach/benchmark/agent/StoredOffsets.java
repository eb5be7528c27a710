package vn.mach.benchmark.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/**
 * The agent's own topic, watched and set back. One record arrives with each of its transactions, so watching it tells
 * what is visible at the price of one small record, where reading the events would take a core from the agent.
 */
final class StoredOffsets implements AutoCloseable {
    private final TopicPartition partition;
    private final RecordDecoder decoder;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte @Nullable []> producer;
    private @Nullable ConsumerRecord<byte[], byte[]> last;
    private int seen;

    StoredOffsets(KafkaConnection kafka, AgentId agent, SchemaCatalog catalog) {
        this.partition = new TopicPartition(agent.offsetsTopic(), 0);
        this.decoder = new RecordDecoder(catalog);
        var properties = new HashMap<>(kafka.properties());
        properties.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        producer = new KafkaProducer<>(kafka.properties(), new ByteArraySerializer(), new ByteArraySerializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Waits for an offset, among those not seen yet; answers when it was visible, in milliseconds since 1970. */
    long await(Predicate<GenericRecord> offset, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                last = record;
                seen++;
                if (record.value() != null && offset.test(decoder.decode(record.value()))) {
                    return System.currentTimeMillis();
                }
            }
        }
        throw new IllegalStateException("the agent did not store what was waited for within " + patience);
    }

    /** How many were seen since the agent was last set back: one for each of its transactions. */
    int seen() {
        return seen;
    }

    /** The agent's last offset; no agent may run. */
    byte[] last() {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                last = record;
            }
        }
        return Objects.requireNonNull(last).value();
    }

    /** Makes this the agent's last offset; null: as if it had never run. */
    void set(byte @Nullable [] offset) {
        try {
            var key = Objects.requireNonNull(last).key();
            producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), key, offset))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the agent's offset cannot be set", e);
        }
        skip();
    }

    /** What is there already is not waited for. */
    void skip() {
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        seen = 0;
    }

    /** A PostgreSQL position as a number. */
    static long lsn(String text) {
        int slash = text.indexOf('/');
        return (Long.parseLong(text, 0, slash, 16) << 32) + Long.parseLong(text, slash + 1, text.length(), 16);
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
