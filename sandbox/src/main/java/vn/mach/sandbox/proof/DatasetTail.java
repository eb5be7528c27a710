package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import vn.mach.change.DatasetControl;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.Sandbox;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.SchemaCatalog;

/** Counts what an agent publishes of a dataset from now on, read as the broker's administrator. */
final class DatasetTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<GenericRecord, GenericRecord> consumer;
    private final Map<DatasetControl.Kind, Integer> controls = new EnumMap<>(DatasetControl.Kind.class);
    private int events;

    DatasetTail(Sandbox sandbox, DatasetId dataset) {
        var properties = new HashMap<>(sandbox.kafka().admin().properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        var catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        consumer = new KafkaConsumer<>(properties, new AvroDeserializer(catalog), new AvroDeserializer(catalog));
        consumer.assign(consumer.partitionsFor(dataset.topic()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    int partitions() {
        return consumer.assignment().size();
    }

    /** Forgets what was counted, and begins at what is committed now. */
    void restart() {
        readToEnd();
        controls.clear();
        events = 0;
    }

    /** Events of rows. */
    int events() {
        readToEnd();
        return events;
    }

    /** Records of this kind; one said of the dataset is one in each partition. */
    int said(DatasetControl.Kind kind) {
        readToEnd();
        return controls.getOrDefault(kind, 0);
    }

    private void readToEnd() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<GenericRecord, GenericRecord> record) {
        if (record.value() == null) {
            return;
        }
        if (DatasetControl.isKey(record.key().getSchema())) {
            controls.merge(DatasetControl.fromAvro(record.value()).kind(), 1, Integer::sum);
        } else {
            events++;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
