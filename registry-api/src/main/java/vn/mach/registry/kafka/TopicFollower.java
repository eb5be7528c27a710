package vn.mach.registry.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.KafkaConnection;
import vn.mach.wire.Contracts;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/**
 * Follows a control topic from its beginning, for ever; an error starts it over. A record that cannot be understood is told
 * and left out: many may write some of these topics, and none may keep the others from being heard.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Schema KEY = Contracts.schema("control-key");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** One record: the subject its key names, and its value as a record of the topic's contract. */
    @FunctionalInterface
    public interface Reader extends BiConsumer<String, GenericRecord> {
        /** The offset to begin at, whenever the topic is read anew. */
        default long first() {
            return 0;
        }

        /** All records before this offset were handed over; what it throws starts the topic over. */
        default void read(long next) {}
    }

    private final Map<String, Object> properties;
    private final TopicPartition partition;
    private final RecordDecoder decoder;
    private final Schema contract;
    private final Reader reader;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    private TopicFollower(KafkaConnection kafka, SchemaCatalog catalog, String topic, Schema contract, Reader reader) {
        this.properties = new LinkedHashMap<>(kafka.properties());
        this.partition = new TopicPartition(topic, 0);
        this.decoder = new RecordDecoder(catalog);
        this.contract = contract;
        this.reader = reader;
        this.thread = new Thread(this::follow, topic);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "mach-registry." + topic);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Of a topic that was made anew, and of a place that compaction or retention has passed.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    }

    /** Starts to follow; {@code reader} is called by one thread, and what it throws is told as a fault of the record. */
    public static TopicFollower start(
            KafkaConnection kafka, SchemaCatalog catalog, String topic, Schema contract, Reader reader) {
        var follower = new TopicFollower(kafka, catalog, topic, contract, reader);
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    private void follow() {
        while (running) {
            try (var opened =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = opened;
                opened.assign(List.of(partition));
                opened.seek(partition, reader.first());
                while (running) {
                    var records = opened.poll(Duration.ofSeconds(1));
                    if (!records.isEmpty()) {
                        records.forEach(this::accept);
                        reader.read(opened.position(partition));
                    }
                }
            } catch (WakeupException | InterruptException e) {
                LOG.debug("told to stop", e);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("topic", partition.topic())
                        .addKeyValue("error", e.toString())
                        .log("cannot be followed, trying again");
                pause();
            }
        }
    }

    private void accept(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        try {
            var key = decoder.decode(record.key(), KEY);
            reader.accept(key.get("id").toString(), decoder.decode(record.value(), contract));
        } catch (SchemaRegistryException.Unavailable e) {
            throw e; // nothing is known of the record: it is read again
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("position", record.offset())
                    .addKeyValue("error", e.getClass().getSimpleName())
                    .log("a record cannot be understood");
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    @Override
    public void close() {
        running = false;
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
