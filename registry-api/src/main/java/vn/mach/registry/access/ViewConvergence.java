package vn.mach.registry.access;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.registry.db.Database;
import vn.mach.registry.kafka.FailPoint;
import vn.mach.registry.kafka.KafkaAct;
import vn.mach.registry.views.View;
import vn.mach.registry.views.Views;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.SchemaCatalog;

/** Keeps {@link Topics#VIEWS} equal to the views of the database. One publication at a time, of what the database says then: an older revision never overwrites a newer one. */
final class ViewConvergence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewConvergence.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.VIEWS, 0);

    private final Database database;
    private final Views views;
    private final KafkaProducer<GenericRecord, GenericRecord> producer;
    private final Map<ViewId, ViewDefinition> published;

    private ViewConvergence(
            Database database,
            Views views,
            KafkaProducer<GenericRecord, GenericRecord> producer,
            Map<ViewId, ViewDefinition> published) {
        this.database = database;
        this.views = views;
        this.producer = producer;
        this.published = published;
    }

    /** Reads the topic to its end first, so that only differences are published. */
    static ViewConvergence connect(Database database, Views views, KafkaConnection kafka, SchemaCatalog catalog) {
        var properties = new LinkedHashMap<>(kafka.properties());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "mach-registry-views");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);
        var producer =
                new KafkaProducer<>(properties, AvroSerializer.ofKeys(catalog), AvroSerializer.ofValues(catalog));
        return new ViewConvergence(database, views, producer, onTopic(kafka, catalog));
    }

    private static Map<ViewId, ViewDefinition> onTopic(KafkaConnection kafka, SchemaCatalog catalog) {
        var properties = new LinkedHashMap<>(kafka.properties());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "mach-registry-views");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
        var found = new HashMap<ViewId, ViewDefinition>();
        try (var consumer =
                new KafkaConsumer<>(properties, new AvroDeserializer(catalog), new AvroDeserializer(catalog))) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value() != null) {
                        remember(found, record.value());
                    }
                }
            }
        }
        return found;
    }

    private static void remember(Map<ViewId, ViewDefinition> found, GenericRecord value) {
        try {
            var definition = ViewDefinition.fromAvro(value);
            found.put(definition.id(), definition);
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("topic", Topics.VIEWS)
                    .addKeyValue("error", e.getMessage())
                    .log("a record is no view");
        }
    }

    /** The views whose record on the topic is not what the database says. */
    synchronized List<View> differing(List<View> all) {
        return all.stream().filter(this::differs).toList();
    }

    /** The views of which Kafka knows a later revision than the database: it was set back, and someone must decide. */
    synchronized List<ViewId> ahead() {
        return database.read(views::all).stream()
                .filter(this::isAhead)
                .map(View::id)
                .toList();
    }

    /** Publishes the view as the database has it now, and waits until it is stored. */
    synchronized void publish(ViewId id) {
        var view = database.read(tx -> views.require(tx, id));
        if (!differs(view)) {
            return;
        }
        var definition = view.definition();
        var record =
                new ProducerRecord<>(Topics.VIEWS, PARTITION.partition(), definition.controlKey(), definition.toAvro());
        FailPoint.around("publish view", () -> KafkaAct.await("publish view " + id, producer.send(record)));
        published.put(id, definition);
        LOG.atInfo()
                .addKeyValue("view", id)
                .addKeyValue("version", definition.version())
                .log("view published");
    }

    private boolean differs(View view) {
        return !view.definition().equals(published.get(view.id())) && !isAhead(view);
    }

    private boolean isAhead(View view) {
        var known = published.get(view.id());
        return known != null && known.revision() > view.definition().revision();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
