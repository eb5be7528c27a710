package vn.mach.router.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** The registry's views, from the beginning of {@code ctl.views} and then as they come. One thread. */
final class ViewFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewFeed.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final TopicPartition VIEWS = new TopicPartition(Topics.VIEWS, 0);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;

    ViewFeed(KafkaConnection kafka, SchemaCatalog catalog) {
        var properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A topic that was made anew is read from its beginning: a closed gate must not be jumped over.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        // A revocation waits for this consumer: look for a broker that came back at once, not after a second.
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.decoder = new RecordDecoder(catalog);
    }

    /** Gives every view there is now to {@code views}; throws {@link CannotRun} if they cannot be read. */
    void readToEnd(Consumer<ViewDefinition> views) {
        try {
            consumer.assign(List.of(VIEWS));
            consumer.seekToBeginning(List.of(VIEWS));
            Map<TopicPartition, Long> end = consumer.endOffsets(List.of(VIEWS), Duration.ofSeconds(10));
            while (consumer.position(VIEWS, Duration.ofSeconds(10)) < end.getOrDefault(VIEWS, 0L)) {
                poll(views);
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            throw new CannotRun("cannot read " + Topics.VIEWS + " (start registry-api first; it makes the topic)", e);
        }
    }

    /** Gives what came since to {@code views}, waiting 50 ms at most; throws {@link WakeupException} once woken. */
    void poll(Consumer<ViewDefinition> views) {
        for (var record : consumer.poll(POLL)) {
            // A view goes by being retired; a tombstone only tidies up after that.
            if (record.value() != null) {
                decode(record, views);
            }
        }
    }

    private void decode(ConsumerRecord<byte[], byte[]> record, Consumer<ViewDefinition> views) {
        try {
            views.accept(ViewDefinition.fromAvro(decoder.decode(record.value(), ViewDefinition.SCHEMA)));
        } catch (SchemaRegistryException.Unavailable e) {
            throw new CannotRun("cannot read " + Topics.VIEWS + " without the schema registry: check its url", e);
        } catch (RuntimeException e) {
            // One view that this router is too old for must not keep the others from running.
            LOG.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("position", record.offset())
                    .addKeyValue("error", CannotRun.firstLine(e))
                    .log("a view cannot be read and is not run");
        }
    }

    /** Ends a {@link #poll} from another thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
