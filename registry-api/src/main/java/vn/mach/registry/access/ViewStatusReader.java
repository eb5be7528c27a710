package vn.mach.registry.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;
import vn.mach.registry.views.ViewStatuses;
import vn.mach.view.ViewStatus;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.SchemaCatalog;

/** Follows {@link Topics#VIEW_STATUS} from its beginning, for ever; an error starts it over. */
final class ViewStatusReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewStatusReader.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.VIEW_STATUS, 0);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Map<String, Object> properties;
    private final SchemaCatalog catalog;
    private final ViewStatuses statuses;
    private final Runnable onClosed;
    private final Thread thread = new Thread(this::follow, "view-status");
    private volatile boolean running = true;
    private volatile @Nullable KafkaConsumer<GenericRecord, GenericRecord> consumer;

    private ViewStatusReader(KafkaConnection kafka, SchemaCatalog catalog, ViewStatuses statuses, Runnable onClosed) {
        this.properties = new LinkedHashMap<>(kafka.properties());
        this.catalog = catalog;
        this.statuses = statuses;
        this.onClosed = onClosed;
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "mach-registry-view-status");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    }

    /** Starts to follow; {@code onClosed} is told whenever a partition acknowledged a closed gate. */
    static ViewStatusReader start(
            KafkaConnection kafka, SchemaCatalog catalog, ViewStatuses statuses, Runnable onClosed) {
        var reader = new ViewStatusReader(kafka, catalog, statuses, onClosed);
        reader.thread.setDaemon(true);
        reader.thread.start();
        return reader;
    }

    private void follow() {
        while (running) {
            try (var opened =
                    new KafkaConsumer<>(properties, new AvroDeserializer(catalog), new AvroDeserializer(catalog))) {
                consumer = opened;
                opened.assign(List.of(PARTITION));
                opened.seekToBeginning(List.of(PARTITION));
                while (running) {
                    opened.poll(Duration.ofSeconds(1)).forEach(record -> accept(record.value()));
                }
            } catch (WakeupException | InterruptException e) {
                LOG.debug("told to stop", e);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("topic", Topics.VIEW_STATUS)
                        .addKeyValue("error", e.toString())
                        .log("cannot be followed, trying again");
                pause();
            }
        }
    }

    private void accept(@Nullable GenericRecord value) {
        if (value == null) {
            return;
        }
        try {
            var status = ViewStatus.fromAvro(value);
            statuses.accept(status);
            if (status.state() == ViewStatus.State.CLOSED) {
                onClosed.run();
            }
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("topic", Topics.VIEW_STATUS)
                    .addKeyValue("error", e.getMessage())
                    .log("a record is no view status");
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
