package vn.mach.sandbox.outage;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DatasetControl;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.wire.AvroDeserializer;

/** Reads the dataset from its beginning as a subscriber would, read_committed, and keeps account of each key. */
final class DatasetReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<GenericRecord, GenericRecord> committed;
    private final KafkaConsumer<GenericRecord, GenericRecord> uncommitted;
    private final Map<Long, Long> content = new HashMap<>();
    private final Map<Long, Position> positions = new HashMap<>();
    private final Set<Integer> epochs = new HashSet<>();
    private int reads;
    private int creates;
    private int updates;
    private int deletes;
    private int again;
    private int lost;
    private int disorder;

    DatasetReader(OutagePlace place) {
        committed = consumer(place, "read_committed");
        uncommitted = consumer(place, "read_uncommitted");
        committed.seekToBeginning(committed.assignment());
    }

    private static KafkaConsumer<GenericRecord, GenericRecord> consumer(OutagePlace place, String isolation) {
        var properties = new HashMap<>(place.kafka().properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        var values = new AvroDeserializer(place.catalog());
        var consumer = new KafkaConsumer<>(properties, new AvroDeserializer(place.catalog()), values);
        consumer.assign(consumer.partitionsFor(OutagePlace.DATASET.topic()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        return consumer;
    }

    /** How many records are in the topic, whether anybody may see them or not. */
    long written() {
        return uncommitted.endOffsets(uncommitted.assignment()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Takes in all that is visible now. */
    Published readToEnd() {
        var ends = committed.endOffsets(committed.assignment());
        while (ends.entrySet().stream().anyMatch(end -> committed.position(end.getKey()) < end.getValue())) {
            committed.poll(POLL).forEach(this::take);
        }
        return new Published(reads, creates, updates, deletes, again, lost, disorder, epochs.size());
    }

    /** The last number of each row. */
    Map<Long, Long> content() {
        return content;
    }

    private void take(ConsumerRecord<GenericRecord, GenericRecord> record) {
        if (record.value() == null || DatasetControl.isKey(record.key().getSchema())) {
            return;
        }
        var event = ChangeEvent.fromAvro(record.value());
        var id = (Long) record.key().get("id");
        var position = event.source().position();
        epochs.add(position.epoch());
        var before = positions.put(id, position);
        disorder += before != null && !position.isAfter(before) ? 1 : 0;
        var row = event.after();
        if (row == null) {
            deletes++;
            lost += content.remove(id) == null ? 1 : 0;
        } else {
            take(event.operation(), (Long) row.get("n"), before == null, content.put(id, (Long) row.get("n")));
        }
    }

    /** A key begins with the row as it was read or made, and then its number grows by one. */
    private void take(Operation operation, long n, boolean first, @Nullable Long before) {
        switch (operation) {
            case READ -> reads++;
            case CREATE -> creates++;
            default -> updates++;
        }
        if (operation != Operation.UPDATE) {
            again += first ? 0 : 1;
        } else if (before == null) {
            lost++;
        } else {
            again += n <= before ? 1 : 0;
            lost += n > before + 1 ? 1 : 0;
        }
    }

    @Override
    public void close() {
        committed.close();
        uncommitted.close();
    }

    /**
     * What was seen.
     *
     * @param again rows that came twice by a snapshot or an insert, and numbers that came again
     * @param lost changes of a key before which another one is missing
     * @param disorder positions not after the one before of their key
     */
    record Published(int reads, int creates, int updates, int deletes, int again, int lost, int disorder, int epochs) {
        int wrong() {
            return again + lost + disorder;
        }
    }
}
