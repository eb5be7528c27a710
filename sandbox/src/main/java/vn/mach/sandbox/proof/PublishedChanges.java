package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DatasetControl;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.Sandbox;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.SchemaCatalog;

/**
 * What the agent has published of the ledger, read beside the router as the broker's administrator: the router drops what
 * it knows already, so a subscriber cannot see whether an agent publishes twice.
 */
final class PublishedChanges implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<GenericRecord, GenericRecord> consumer;
    /** Row and number, row and position: a change that comes again may do so under another position. */
    private final Set<String> known = new HashSet<>();

    private int events;
    private int again;

    private PublishedChanges(KafkaConsumer<GenericRecord, GenericRecord> consumer, DatasetId dataset) {
        this.consumer = consumer;
        consumer.assign(consumer.partitionsFor(dataset.topic()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    static PublishedChanges of(Sandbox sandbox, DatasetId dataset) {
        var properties = new HashMap<>(sandbox.kafka().admin().properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        var catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        return new PublishedChanges(
                new KafkaConsumer<>(properties, new AvroDeserializer(catalog), new AvroDeserializer(catalog)), dataset);
    }

    /** Takes in everything that is committed now. */
    void readToEnd() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    /** How many changes of ledger rows were published. */
    int events() {
        return events;
    }

    /** How many of them had been published before. */
    int again() {
        return again;
    }

    private void take(ConsumerRecord<GenericRecord, GenericRecord> record) {
        if (record.value() == null || DatasetControl.isKey(record.key().getSchema())) {
            return;
        }
        var row = record.key().get("code").toString();
        if (!Ledger.isRow(row)) {
            return;
        }
        var event = ChangeEvent.fromAvro(record.value());
        var number = Objects.requireNonNull(event.after()).get("level");
        events++;
        boolean newNumber = known.add(row + " " + number);
        boolean newPosition = known.add(row + " at " + event.source().position());
        again += newNumber && newPosition ? 0 : 1;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
