package vn.mach.producer;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Position;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.Contracts;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.WireFormat;

/**
 * The last position a publisher gave away, kept as an agent keeps its offset: a record of {@link Topics#AGENT_OFFSETS}
 * in the transaction of the events. So positions grow across restarts without a clock that can be trusted.
 */
final class PublisherOffsets {
    private static final Schema SCHEMA = Contracts.schema("agent-offsets");
    private static final Schema KEY = Contracts.schema("control-key");
    private static final TopicPartition PARTITION = new TopicPartition(Topics.AGENT_OFFSETS, 0);
    private static final String KIND = "kind";
    private static final String PUBLISHER = "publisher";
    /** The first look back; the topic is compacted lazily and shared, so the own record may be further. */
    private static final long LOOK_BACK = 1_000;
    /** Longer than any open transaction of another writer may take while it streams. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final AgentId agent;
    private final DatasetId dataset;
    private final SchemaCatalog catalog;
    private final AvroSerializer values;
    private final byte[] key;

    PublisherOffsets(AgentId agent, DatasetId dataset, SchemaCatalog catalog) {
        this.agent = agent;
        this.dataset = dataset;
        this.catalog = catalog;
        this.values = AvroSerializer.ofValues(catalog);
        var record = new GenericData.Record(KEY);
        record.put("id", agent.toString());
        record.put("partition", -1);
        this.key = Objects.requireNonNull(AvroSerializer.ofKeys(catalog).serialize(Topics.AGENT_OFFSETS, record));
    }

    /** The record that says so. */
    ProducerRecord<byte[], byte[]> record(Position last, long nowMillis) {
        var record = new GenericData.Record(SCHEMA);
        record.put("agent", agent.toString());
        record.put("phase", new GenericData.EnumSymbol(SCHEMA.getField("phase").schema(), "STREAMING"));
        record.put("epoch", last.epoch());
        record.put("commit", last.commit());
        record.put("source", Map.of(KIND, PUBLISHER));
        record.put("open", null);
        record.put("tables", List.of(PUBLISHER + "=" + dataset));
        record.put("at", nowMillis);
        return new ProducerRecord<>(Topics.AGENT_OFFSETS, 0, key, values.serialize(Topics.AGENT_OFFSETS, record));
    }

    /**
     * The last committed position, null before the first. To be called after the producer's transactions are initialised,
     * so that nothing of an earlier process is undecided. Throws {@link PublishFailure} if the agent is no publisher.
     */
    @Nullable
    Position last(KafkaConnection kafka) {
        var properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        long end = end(kafka);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            consumer.assign(List.of(PARTITION));
            long begin = consumer.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            for (long back = LOOK_BACK; ; back *= 10) {
                long from = Math.max(begin, end - back);
                var found = lastIn(consumer, from, end);
                if (found != null || from == begin) {
                    return found == null ? null : position(new RecordDecoder(catalog).decode(found));
                }
            }
        }
    }

    Position position(GenericRecord offset) {
        var source = (Map<?, ?>) offset.get("source");
        if (!PUBLISHER.equals(String.valueOf(source.get(KIND)))) {
            throw new PublishFailure(
                    "agent " + agent + " captures a database: register another agent for the publisher", null);
        }
        return new Position((int) offset.get("epoch"), (long) offset.get("commit"), 0);
    }

    /** By the key's content: the schema id before it is another one where the registry was made anew. */
    boolean isMine(byte[] recordKey) {
        return Arrays.equals(WireFormat.body(recordKey), WireFormat.body(key));
    }

    /** A read_committed reader stops before the oldest open transaction of the partition, whoever's it is: this waits. */
    private byte @Nullable [] lastIn(KafkaConsumer<byte[], byte[]> consumer, long from, long end) {
        consumer.seek(PARTITION, from);
        byte[] last = null;
        long started = System.nanoTime();
        while (consumer.position(PARTITION) < end) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                if (isMine(record.key())) {
                    last = record.value();
                }
            }
            if (System.nanoTime() - started > PATIENCE.toNanos()) {
                throw new PublishFailure(
                        PARTITION + " cannot be read to its end: another agent's transaction is open; try again", null);
            }
        }
        return last;
    }

    /** The last record written, of a decided transaction or not. */
    private static long end(KafkaConnection kafka) {
        try (var admin = Admin.create(kafka.properties())) {
            return admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                    .partitionResult(PARTITION)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new PublishFailure("cannot read " + PARTITION + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishFailure("interrupted while reading " + PARTITION, e);
        }
    }
}
