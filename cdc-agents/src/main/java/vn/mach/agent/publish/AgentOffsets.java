package vn.mach.agent.publish;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.Topics;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** The offset log on {@link Topics#AGENT_OFFSETS}. */
public final class AgentOffsets implements OffsetLog {
    private static final Logger LOG = LoggerFactory.getLogger(AgentOffsets.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.AGENT_OFFSETS, 0);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** The first look back; the topic is compacted lazily and shared, so the own record may be further. */
    private static final long LOOK_BACK = 1_000;

    private final KafkaConnection kafka;
    private final ControlTopic topic;
    private final RecordDecoder decoder;

    public AgentOffsets(KafkaConnection kafka, AgentId agent, SchemaCatalog catalog) {
        this.kafka = kafka;
        this.topic = new ControlTopic(Topics.AGENT_OFFSETS, agent, catalog);
        this.decoder = new RecordDecoder(catalog);
    }

    @Override
    public ProducerRecord<byte[], byte[]> record(AgentOffset offset) {
        return topic.record(offset.toAvro());
    }

    @Override
    public @Nullable AgentOffset last() {
        var properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            long end = end();
            consumer.assign(List.of(PARTITION));
            long begin = consumer.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            for (long back = LOOK_BACK; ; back *= 10) {
                long from = Math.max(begin, end - back);
                var found = lastIn(consumer, from, end);
                if (found != null || from == begin) {
                    return found == null ? null : AgentOffset.fromAvro(decoder.decode(found));
                }
            }
        } catch (KafkaException e) {
            throw new AgentFailure.Broken("cannot read " + PARTITION + ": " + e.getMessage(), e);
        }
    }

    /**
     * Read_committed readers stop before the oldest open transaction of the partition, whoever's it is. The end that
     * counts is the last record written, so this waits for other agents' transactions instead of taking an older offset
     * for the last.
     */
    private byte @Nullable [] lastIn(KafkaConsumer<byte[], byte[]> consumer, long from, long end) {
        consumer.seek(PARTITION, from);
        byte[] last = null;
        long started = System.nanoTime();
        boolean told = false;
        while (consumer.position(PARTITION) < end) {
            for (var record : consumer.poll(POLL)) {
                if (topic.isMine(record.key())) {
                    last = record.value();
                }
            }
            if (!told && System.nanoTime() - started > PATIENCE.toNanos()) {
                told = true;
                LOG.atWarn()
                        .addKeyValue("topic", Topics.AGENT_OFFSETS)
                        .log("waiting for another agent's open transaction; it ends within a minute");
            }
        }
        return last;
    }

    private long end() {
        var uncommitted = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        try (var admin = Admin.create(kafka.properties())) {
            return admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()), uncommitted)
                    .partitionResult(PARTITION)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new AgentFailure.Broken("cannot read " + PARTITION + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted while reading " + PARTITION, e);
        }
    }
}
