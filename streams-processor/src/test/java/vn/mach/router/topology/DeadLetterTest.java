package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.change.DeadLetter;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.change.Envelopes;
import vn.mach.change.Position;
import vn.mach.change.Statistics;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.view.ColumnRule;
import vn.mach.wire.WireFormat;

class DeadLetterTest {
    private static final String SECRET = "001099012345";
    private static final int NO_SUCH_ID = 123_456;

    private final Exchange exchange = Exchange.of(PERSON);

    @BeforeEach
    void a_view_of_everything() {
        exchange.view("all", "", keep("id", "name"));
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void a_value_that_is_not_in_the_wire_format_is_kept_with_its_place_and_the_next_record_goes_on() {
        var garbage = "secret text".getBytes(StandardCharsets.UTF_8);

        exchange.raw(person("1"), garbage).raw(person("2"), new byte[] {0, 0}).publish(person("3", "An", "HN"));

        assertThat(causes()).containsExactly(Cause.NOT_WIRE_FORMAT, Cause.NOT_WIRE_FORMAT);
        var first = exchange.deadLetters().get(0);
        assertThat(first.offset()).isZero();
        assertThat(first.partition()).isZero();
        assertThat(first.position()).isEqualTo(new Position(1, 1, 0));
        assertThat(first.key()).isEqualTo(exchange.key(person("1")));
        assertThat(first.value()).isEqualTo(garbage);
        assertThat(first.message()).doesNotContain("secret");
        assertThat(exchange.contentOf("all")).containsExactly(row("id", "3", "name", "An"));
    }

    @Test
    void a_schema_that_the_registry_does_not_know_is_a_reason_of_its_own_in_value_and_key() {
        exchange.raw(person("1"), WireFormat.frame(NO_SUCH_ID, new byte[] {2}))
                .raw(WireFormat.frame(NO_SUCH_ID, new byte[] {2}), exchange.event(person("2")));

        assertThat(causes()).containsExactly(Cause.UNKNOWN_SCHEMA, Cause.UNKNOWN_SCHEMA);
        assertThat(exchange.contentOf("all")).isEmpty();
    }

    @Test
    void a_value_cut_at_any_byte_is_malformed_and_tells_nothing_of_what_was_in_it() {
        var whole = exchange.event(person("1", SECRET, SECRET));

        for (int length = WireFormat.HEADER; length < whole.length; length++) {
            exchange.raw(person("1"), Arrays.copyOf(whole, length));
        }

        assertThat(exchange.deadLetters())
                .hasSize(whole.length - WireFormat.HEADER)
                .allSatisfy(letter -> {
                    assertThat(letter.cause()).isEqualTo(Cause.MALFORMED);
                    assertThat(letter.message()).doesNotContain(SECRET);
                });
        assertThat(exchange.contentOf("all")).isEmpty();
    }

    @Test
    void a_value_that_goes_on_after_its_end_is_malformed() {
        var whole = exchange.event(person("1"));

        exchange.raw(person("1"), Arrays.copyOf(whole, whole.length + 1));

        assertThat(causes()).containsExactly(Cause.MALFORMED);
    }

    @Test
    void a_text_that_claims_two_gigabytes_costs_no_memory() {
        var claim = new byte[] {(byte) 0xfc, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 'c'};

        exchange.raw(person("1"), WireFormat.frame(exchange.envelopeId(), claim));

        assertThat(causes()).containsExactly(Cause.MALFORMED);
    }

    @Test
    void a_row_in_the_place_of_an_envelope_is_kept_and_not_told() {
        // As when a schema registry gave one id to two schemas: the id number stands where the operation should
        var secret = SECRET.getBytes(StandardCharsets.UTF_8);
        var body = ByteBuffer.allocate(1 + secret.length)
                .put((byte) (secret.length * 2))
                .put(secret)
                .array();

        exchange.raw(person("1"), WireFormat.frame(exchange.envelopeId(), body));

        assertThat(causes()).containsExactly(Cause.MALFORMED);
        assertThat(exchange.deadLetters().get(0).message())
                .doesNotContain(SECRET)
                .contains("op is none of c, u, d, r");
    }

    @Test
    void an_event_of_another_dataset_is_the_wrong_schema_by_its_name_and_by_what_it_says() {
        var other = DatasetId.parse("moj.household");
        var theirs = Envelopes.envelope(SchemaBuilder.record("Row")
                .namespace(other.namespace())
                .fields()
                .requiredString("id")
                .endRecord());
        int id = exchange.catalog().register(Topics.valueSubject(other.topic()), theirs);

        exchange.raw(person("1"), WireFormat.frame(id, new byte[] {2, 'c'}))
                .raw(person("2"), exchange.event(person("2"), PERSON.envelopeSchema(), exchange.envelopeId(), other));

        assertThat(causes()).containsExactly(Cause.WRONG_SCHEMA, Cause.WRONG_SCHEMA);
    }

    @Test
    void a_key_that_is_missing_foreign_cut_or_too_long_is_bad() {
        var key = exchange.key(person("1"));
        var event = exchange.event(person("1"));

        exchange.raw((byte[]) null, event)
                .raw(new byte[] {1, 2, 3}, event)
                .raw(WireFormat.frame(exchange.envelopeId(), new byte[] {2}), event)
                .raw(Arrays.copyOf(key, key.length - 1), event)
                .raw(Arrays.copyOf(key, key.length + 1), event);

        assertThat(causes()).hasSize(5).containsOnly(Cause.BAD_KEY);
        assertThat(exchange.contentOf("all")).isEmpty();
    }

    @Test
    void a_tombstone_with_a_position_that_is_none_is_malformed() {
        exchange.rawTombstone(person("1"), "yesterday");

        assertThat(causes()).containsExactly(Cause.MALFORMED);
        assertThat(exchange.deadLetters().get(0).value()).isNull();
    }

    @Test
    void a_row_that_a_condition_fails_on_is_kept_once_for_that_view_and_shown_in_the_others() {
        try (var parcels = Exchange.of(PARCEL)) {
            parcels.view("large", "area > 1", keep("id")).view("all", "", keep("id"));

            // No number at all: decoding it fails
            parcels.publish(parcel("1", new byte[0]), parcel("2", new byte[] {2, 0}), parcel("1", new byte[] {2, 0}));

            assertThat(parcels.contentOf("large")).containsExactly(row("id", "1"), row("id", "2"));
            assertThat(parcels.contentOf("all")).containsExactly(row("id", "1"), row("id", "2"));
            assertThat(parcels.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.cause()).isEqualTo(Cause.CONDITION_FAILED);
                assertThat(letter.view()).hasToString("moj.person.large");
                assertThat(letter.position()).isEqualTo(new Position(1, 1, 0));
                assertThat(letter.offset()).isZero();
            });
        }
    }

    @Test
    void a_row_that_a_column_rule_fails_on_is_kept_once_for_that_view_and_shown_in_the_others() {
        try (var parcels = Exchange.of(PARCEL)) {
            parcels.view("rounded", "", new ColumnRule.Keep("id"), new ColumnRule.Round("area", 0))
                    .view("all", "", keep("id"));

            parcels.publish(parcel("1", new byte[0]), parcel("2", new byte[] {2, 0}));

            assertThat(parcels.contentOf("rounded"))
                    .extracting(row -> row.get("id"))
                    .containsExactly("2");
            assertThat(parcels.contentOf("all")).containsExactly(row("id", "1"), row("id", "2"));
            assertThat(parcels.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.cause()).isEqualTo(Cause.PROJECTION_FAILED);
                assertThat(letter.view()).hasToString("moj.person.rounded");
            });
        }
    }

    @Test
    void a_row_that_a_new_view_fails_on_is_kept_once_and_counted_when_the_scan_comes_by() {
        try (var parcels = Exchange.of(PARCEL)) {
            parcels.view("all", "", keep("id")).publish(parcel("1", new byte[0]), parcel("2", new byte[] {2, 0}));
            assertThat(parcels.deadLetters()).isEmpty();

            parcels.view("large", "area > 1", keep("id")).shut("large").ticks(2);
            parcels.reopen("large").ticks(2).later(java.time.Duration.ofMinutes(1));

            assertThat(parcels.contentOf("large")).containsExactly(row("id", "2"));
            assertThat(parcels.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.cause()).isEqualTo(Cause.CONDITION_FAILED);
                assertThat(letter.view()).hasToString("moj.person.large");
                assertThat(letter.position()).isEqualTo(new Position(1, 1, 0));
                assertThat(letter.offset()).isEqualTo(-1);
                assertThat(letter.value()).isNull();
            });
            assertThat(parcels.statisticsOf("large"))
                    .extracting(Statistics::failed)
                    .containsExactly(1L);
        }
    }

    @Test
    void a_new_version_of_a_view_shows_the_rows_that_the_old_one_failed_on() {
        try (var parcels = Exchange.of(PARCEL)) {
            parcels.view("large", "area > 1", keep("id")).publish(parcel("1", new byte[0]));

            parcels.view("large", "", keep("id")).ticks(2);

            assertThat(parcels.contentOf("large")).containsExactly(row("id", "1"));
            assertThat(parcels.deadLetters()).hasSize(1);
        }
    }

    @Test
    void what_was_kept_for_a_missing_schema_is_taken_in_when_it_comes_again_with_the_schema() {
        var envelope = evolved();
        var row = new GenericData.Record(
                Contract.notNull(envelope.getField("after").schema()));
        row.put("id", "1");
        row.put("name", "An");
        exchange.raw(person("2"), new byte[] {1}); // so that the schemas of dead letters have their ids
        // The mock registry numbers schemas as they come: the next is one more than the last.
        int next = exchange.catalog().register("any", Schema.create(Schema.Type.LONG)) + 1;
        exchange.raw(person("1"), exchange.event(row, envelope, next, PERSON.dataset()));
        assertThat(causes()).containsExactly(Cause.NOT_WIRE_FORMAT, Cause.UNKNOWN_SCHEMA);
        var letter = exchange.deadLetters().get(1);

        exchange.replay(letter);
        assertThat(exchange.deadLetters()).hasSize(3);
        assertThat(exchange.deadLetters().get(2).offset())
                .isEqualTo(letter.offset())
                .isEqualTo(1);

        assertThat(exchange.catalog()
                        .register(Topics.valueSubject(PERSON.dataset().topic()), envelope))
                .isEqualTo(next);
        exchange.replay(letter).replay(letter);

        assertThat(exchange.contentOf("all")).containsExactly(row("id", "1", "name", "An"));
        assertThat(exchange.opsOf("all")).isEqualTo("c");
        assertThat(exchange.deadLetters()).hasSize(3);
    }

    @Test
    void what_is_submitted_again_after_a_newer_change_of_its_row_changes_nothing() {
        exchange.raw(person("1"), "garbage".getBytes(StandardCharsets.UTF_8));
        var kept = exchange.deadLetters().get(0);
        var old = exchange.event(person("1", "old", "HN"));
        exchange.publish(person("1", "new", "HN")).delete(person("2"));

        exchange.replay(with(kept, exchange.key(person("1")), old, kept.position()))
                .replay(with(kept, exchange.key(person("2")), null, kept.position()));

        // The event itself is of position 2, as is what came: equal is old.
        assertThat(exchange.contentOf("all")).containsExactly(row("id", "1", "name", "new"));
        assertThat(exchange.opsOf("all")).isEqualTo("c");
    }

    private List<Cause> causes() {
        return exchange.deadLetters().stream().map(DeadLetter::cause).toList();
    }

    private static DeadLetter with(DeadLetter letter, byte[] key, byte[] value, Position position) {
        return new DeadLetter(
                letter.dataset(),
                letter.cause(),
                letter.message(),
                null,
                letter.partition(),
                letter.offset(),
                letter.timestampMillis(),
                position,
                key,
                value,
                letter.atMillis());
    }

    /** The contract with one more column that may be null. */
    private static Schema evolved() {
        return Envelopes.envelope(SchemaBuilder.record("Row")
                .namespace(PERSON.dataset().namespace())
                .fields()
                .requiredString("id")
                .optionalString("name")
                .optionalString("province")
                .optionalInt("age")
                .optionalString("email")
                .endRecord());
    }

    private static final Contract PARCEL = Contract.of(
            People.DATASET,
            SchemaBuilder.record("Row")
                    .namespace(People.DATASET.namespace())
                    .fields()
                    .requiredString("id")
                    .name("area")
                    .type(LogicalTypes.decimal(9, 2).addToSchema(Schema.create(Schema.Type.BYTES)))
                    .noDefault()
                    .endRecord(),
            List.of("id"));

    private static GenericRecord parcel(String id, byte[] area) {
        var row = new GenericData.Record(PARCEL.row());
        row.put("id", id);
        row.put("area", ByteBuffer.wrap(area));
        return row;
    }
}
