package vn.mach.producer;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.Topics;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.Contracts;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;
import vn.mach.wire.WireFormat;

/** An agent's own topic, which only it reads and writes: how far it has published, in the transaction of the events. */
public final class OffsetTopic {
    /** The contract of every record; its subject is shared by all agents. */
    public static final Schema SCHEMA =
            Contracts.schema(Topics.AGENT_OFFSETS.substring(Topics.CONTROL_PREFIX.length()));

    private static final Schema KEY = Contracts.schema("control-key");
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TopicPartition partition;
    private final RecordDecoder decoder;
    private final AvroSerializer values;
    private final byte[] key;

    /** Registers the contracts; throws {@link SchemaRegistryException}. */
    public OffsetTopic(AgentId agent, SchemaCatalog catalog) {
        this.partition = new TopicPartition(agent.offsetsTopic(), 0);
        this.decoder = new RecordDecoder(catalog);
        this.values = AvroSerializer.ofValues(catalog);
        var record = new GenericData.Record(KEY);
        record.put("id", agent.toString());
        record.put("partition", -1);
        this.key = Objects.requireNonNull(AvroSerializer.ofKeys(catalog).serialize(Topics.AGENT_OFFSETS, record));
    }

    /** The Kafka record of an offset; throws {@link SchemaRegistryException}. */
    public ProducerRecord<byte[], byte[]> record(GenericRecord offset) {
        return new ProducerRecord<>(
                partition.topic(), partition.partition(), key, values.serialize(Topics.AGENT_OFFSETS, offset));
    }

    /**
     * The last committed offset, null before the first. To be called after the transactions of the agent's producer are
     * initialised: then nothing of an earlier process is undecided, and nobody else writes here. Throws
     * {@link PublishFailure} or {@link SchemaRegistryException}.
     */
    public @Nullable GenericRecord last(KafkaConnection kafka) {
        var properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            var found = lastOf(consumer);
            return found == null ? null : decoder.decode(found);
        } catch (KafkaException e) {
            throw new PublishFailure(
                    "cannot read " + partition.topic() + ": " + e.getMessage()
                            + "; check Kafka, and that the agent is registered",
                    e);
        }
    }

    /** By the key's content: the schema id before it is another one where the registry was made anew. */
    boolean isMine(byte[] recordKey) {
        return Arrays.equals(WireFormat.body(recordKey), WireFormat.body(key));
    }

    private byte @Nullable [] lastOf(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        byte[] last = null;
        long heard = System.nanoTime();
        for (long at = consumer.position(partition); at < end; ) {
            for (var record : consumer.poll(POLL)) {
                if (isMine(record.key())) {
                    last = record.value();
                }
            }
            long next = consumer.position(partition);
            if (next > at) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new PublishFailure(
                        "cannot read " + partition.topic() + " to its end: Kafka gives nothing after " + at
                                + "; check Kafka, then start again",
                        null);
            }
            at = next;
        }
        return last;
    }
}
