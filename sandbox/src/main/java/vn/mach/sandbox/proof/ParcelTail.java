package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DatasetControl;
import vn.mach.change.Position;
import vn.mach.naming.AgentId;
import vn.mach.sandbox.Sandbox;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.SchemaCatalog;

/** What an agent has published of the land parcels, and what waits, read as the broker's administrator. */
final class ParcelTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<GenericRecord, GenericRecord> consumer;
    private final List<TopicPartition> parcels;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Position> positions = new HashMap<>();
    private int missing;
    private int twice;
    private int disorder;

    private final Sandbox sandbox;

    ParcelTail(Sandbox sandbox) {
        this.sandbox = sandbox;
        consumer = consumer(sandbox);
        parcels = consumer.partitionsFor(Parcels.PARCELS.topic()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(parcels);
        consumer.seekToBeginning(parcels);
    }

    private static KafkaConsumer<GenericRecord, GenericRecord> consumer(Sandbox sandbox) {
        var properties = new HashMap<>(sandbox.kafka().admin().properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        var catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        return new KafkaConsumer<>(properties, new AvroDeserializer(catalog), new AvroDeserializer(catalog));
    }

    /** For which the agent holds the parcels, as it has stored it; empty if it does not. */
    String reason(AgentId agent) {
        var stored = new TopicPartition(agent.offsetsTopic(), 0);
        var reason = "";
        try (var reader = consumer(sandbox)) {
            reader.assign(List.of(stored));
            reader.seekToBeginning(List.of(stored));
            long end = Objects.requireNonNull(reader.endOffsets(List.of(stored)).get(stored));
            while (reader.position(stored) < end) {
                for (var record : reader.poll(POLL)) {
                    reason = held((Map<?, ?>) record.value().get("source"));
                }
            }
        }
        return reason;
    }

    private static String held(Map<?, ?> source) {
        return source.entrySet().stream()
                .filter(entry -> entry.getKey().toString().equals("held public.land_parcel"))
                .map(entry -> entry.getValue().toString())
                .findFirst()
                .orElse("");
    }

    /** The last number of each parcel, of everything that is visible now. */
    Map<String, Integer> numbers() {
        var ends = consumer.endOffsets(parcels);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(this::take);
        }
        return numbers;
    }

    /** Changes that a later one of the same parcel came before. */
    int missing() {
        return missing;
    }

    int twice() {
        return twice;
    }

    /** Events whose number or position is not after that of the one before. */
    int disorder() {
        return disorder;
    }

    /** Offsets from the first to the last that the held topic has. */
    long waiting(TopicPartition held) {
        var partitions = List.of(held);
        return Objects.requireNonNull(consumer.endOffsets(partitions).get(held))
                - Objects.requireNonNull(consumer.beginningOffsets(partitions).get(held));
    }

    private void take(ConsumerRecord<GenericRecord, GenericRecord> record) {
        if (record.value() == null || DatasetControl.isKey(record.key().getSchema())) {
            return;
        }
        var event = ChangeEvent.fromAvro(record.value());
        var parcel = record.key().get("parcel_id").toString();
        int number = (Integer) Objects.requireNonNull(event.after()).get("number");
        var before = positions.put(parcel, event.source().position());
        int last = numbers.getOrDefault(parcel, number - 1);
        missing += Math.max(number - last - 1, 0);
        twice += number == last ? 1 : 0;
        disorder += number < last ? 1 : 0;
        disorder += before != null && !event.source().position().isAfter(before) ? 1 : 0;
        numbers.put(parcel, number);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
