package vn.mach.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Epoch;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.Topics;
import vn.mach.wire.KeyPartition;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** Against Kafka's own in-memory producer and Confluent's own in-memory registry. */
class DatasetPublisherTest {
    private static final AgentId AGENT = AgentId.parse("gso.excel");
    private static final Instant NOON = Instant.parse("2025-07-01T05:00:00Z");

    private final SchemaCatalog catalog =
            SchemaCatalog.connect(SchemaRegistryConnection.of("mock://" + UUID.randomUUID()));
    private final RecordDecoder decoder = new RecordDecoder(catalog);
    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());

    @BeforeEach
    void the_dataset_is_registered() {
        catalog.register(Topics.keySubject(Units.DATASET.topic()), Units.CONTRACT.keySchema());
        catalog.register(Topics.valueSubject(Units.DATASET.topic()), Units.CONTRACT.envelopeSchema());
        kafka.initTransactions();
    }

    @Test
    void a_batch_is_one_transaction_with_the_position_it_ends_at() {
        publisher(null)
                .publish(List.of(
                        RowChange.created(Units.unit("01", "Hà Nội")),
                        RowChange.upserted(Units.unit("02", "Hà Giang"))));

        assertThat(kafka.commitCount()).isEqualTo(1);
        assertThat(events()).extracting(ChangeEvent::operation).containsExactly(Operation.CREATE, Operation.UPDATE);
        assertThat(events().get(0).after()).isEqualTo(Units.unit("01", "Hà Nội"));
        assertThat(events())
                .extracting(event -> event.source().position().index())
                .containsExactly(0, 1);
        var offset = decoder.decode(sent("ctl.agent-offsets.gso.excel").get(0).value());
        assertThat(offset.get("agent")).isEqualTo("gso.excel");
        assertThat(offset.get("commit"))
                .isEqualTo(events().get(0).source().position().commit());
    }

    @Test
    void a_delete_is_an_event_and_then_a_tombstone_in_the_same_place() {
        publisher(null).delete(Units.key("01"));

        var sent = sent(Units.DATASET.topic());
        assertThat(sent).hasSize(2);
        assertThat(events().get(0).operation()).isEqualTo(Operation.DELETE);
        assertThat(sent.get(1).value()).isNull();
        assertThat(sent.get(1).key()).isEqualTo(sent.get(0).key());
        assertThat(sent.get(1).partition()).isEqualTo(sent.get(0).partition());
    }

    @Test
    void the_key_decides_the_partition_and_the_header_tells_the_position() {
        var position = publisher(null).upsert(Units.unit("79", "Hồ Chí Minh"));

        var record = sent(Units.DATASET.topic()).get(0);
        assertThat(record.partition()).isEqualTo(KeyPartition.of(record.key(), 6));
        var header = new String(record.headers().lastHeader(Position.HEADER).value(), StandardCharsets.UTF_8);
        assertThat(header).isEqualTo(position.toString());
    }

    @Test
    void positions_grow_when_the_clock_stands_still_and_when_it_goes_back() {
        long ahead = micros(NOON) + 3_600_000_000L;
        var publisher = publisher(new Position(3, ahead, 0));

        var first = publisher.upsert(Units.unit("01", "Hà Nội"));
        var second = publisher.upsert(Units.unit("01", "Thăng Long"));

        assertThat(first).isEqualTo(new Position(3, ahead + 1, 0));
        assertThat(second).isEqualTo(new Position(3, ahead + 2, 0));
        assertThat(publisher(null).upsert(Units.unit("01", "Hà Nội")).commit()).isEqualTo(micros(NOON));
    }

    @Test
    void a_new_publisher_begins_after_every_earlier_agent_and_keeps_its_epoch() {
        int first = publisher(null).upsert(Units.unit("01", "Hà Nội")).epoch();
        int later = publisher(new Position(first, 1, 0))
                .upsert(Units.unit("01", "Hà Nội"))
                .epoch();

        assertThat(first).isEqualTo(Epoch.next(null, NOON)).isGreaterThan(1);
        assertThat(later).isEqualTo(first);
    }

    @Test
    void a_row_that_does_not_fit_stops_its_batch_before_anything_is_sent() {
        var wrong = Units.unit("02", "Hà Giang");
        wrong.put("level", "one");

        assertThatThrownBy(() -> publisher(null)
                        .publish(List.of(RowChange.created(Units.unit("01", "Hà Nội")), RowChange.created(wrong))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gso.administrative-unit: field 'level' of Row is a String that is no int; nothing is"
                        + " published");
        assertThat(kafka.history()).isEmpty();
        assertThat(kafka.uncommittedRecords()).isEmpty();
    }

    @Test
    void a_field_that_is_missing_null_or_unknown_is_named() {
        var nameless = Units.unit("01", "Hà Nội");
        nameless.put("name", null);
        var other =
                SchemaBuilder.record("Row").fields().requiredString("colour").endRecord();
        var unknown = new GenericData.Record(other);
        var nothing =
                new GenericData.Record(SchemaBuilder.record("Row").fields().endRecord());

        assertThatThrownBy(() -> publisher(null).upsert(nameless)).hasMessageContaining("field 'name' of Row is null");
        assertThatThrownBy(() -> publisher(null).upsert(unknown))
                .hasMessageContaining("field 'colour' of Row is not in the contract");
        assertThatThrownBy(() -> publisher(null).upsert(nothing))
                .hasMessageContaining("field 'code' of Row is missing");
    }

    @Test
    void a_fenced_publisher_says_so_and_publishes_no_more() {
        var publisher = publisher(null);
        kafka.commitTransactionException = new ProducerFencedException("newer");

        assertThatThrownBy(() -> publisher.upsert(Units.unit("01", "Hà Nội")))
                .isInstanceOf(PublishFailure.class)
                .hasMessageContaining("another process has started as this agent");
        assertThatThrownBy(() -> publisher.upsert(Units.unit("01", "Hà Nội"))).hasMessageContaining("open a new one");
    }

    @Test
    void a_batch_that_kafka_gave_up_for_its_length_is_not_told_as_another_process() {
        var times = new ArrayDeque<>(List.of(NOON, NOON, NOON, NOON.plusSeconds(15 * 60)));
        var topic = DatasetTopic.open(Units.DATASET, catalog, 6);
        var offsets = new PublisherOffsets(AGENT, Units.DATASET, catalog);
        var publisher = new DatasetPublisher(AGENT, kafka, topic, offsets, null, times::remove);
        kafka.commitTransactionException = new InvalidProducerEpochException("old");

        assertThatThrownBy(() -> publisher.upsert(Units.unit("01", "Hà Nội")))
                .isInstanceOf(PublishFailure.class)
                .hasMessageContaining("took longer than 15 min")
                .hasMessageNotContaining("another process");
    }

    @Test
    void the_offset_is_read_back_as_it_was_written() {
        var offsets = new PublisherOffsets(AGENT, Units.DATASET, catalog);
        var written = offsets.record(new Position(1, 77, 0), 5);

        assertThat(offsets.position(decoder.decode(written.value()))).isEqualTo(new Position(1, 77, 0));
    }

    @Test
    void a_dataset_without_a_contract_is_refused() {
        var empty = SchemaCatalog.connect(SchemaRegistryConnection.of("mock://" + UUID.randomUUID()));

        assertThatThrownBy(() -> DatasetTopic.open(Units.DATASET, empty, 6))
                .isInstanceOf(PublishFailure.class)
                .hasMessageContaining("dataset gso.administrative-unit has no contract");
    }

    private DatasetPublisher publisher(Position last) {
        var topic = DatasetTopic.open(Units.DATASET, catalog, 6);
        var offsets = new PublisherOffsets(AGENT, Units.DATASET, catalog);
        return new DatasetPublisher(AGENT, kafka, topic, offsets, last, () -> NOON);
    }

    private List<ProducerRecord<byte[], byte[]>> sent(String topic) {
        return kafka.history().stream()
                .filter(record -> record.topic().equals(topic))
                .toList();
    }

    private List<ChangeEvent> events() {
        return sent(Units.DATASET.topic()).stream()
                .filter(record -> record.value() != null)
                .map(record -> ChangeEvent.fromAvro(decoder.decode(record.value())))
                .toList();
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000;
    }
}
