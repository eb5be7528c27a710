package vn.mach.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.time.Date;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.ZonedTimestamp;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

class RowMapperTest {
    private static final String UNAVAILABLE = "unavailable-4711";
    private static final TableConfig TABLE = new TableConfig("public.t", "data", Map.of("value", "v"));

    @Test
    void numbers_widen_to_the_contract() {
        assertThat(mapped(avro("long"), Schema.OPTIONAL_INT16_SCHEMA, (short) 7))
                .isEqualTo(7L);
        assertThat(mapped(avro("double"), Schema.OPTIONAL_FLOAT32_SCHEMA, 1.5f)).isEqualTo(1.5d);
    }

    @Test
    void a_number_is_never_narrowed_and_nothing_becomes_text_by_itself() {
        var wide = Schema.OPTIONAL_INT64_SCHEMA;
        var bytes = Schema.OPTIONAL_BYTES_SCHEMA;

        assertThatThrownBy(() -> mapped(avro("int"), wide, 3_000_000_000L))
                .isInstanceOf(AgentFailure.Unfit.class)
                .hasMessageContaining(
                        "column public.t.v has another type: int64, not int, against the contract mach.moj.data.Row")
                .hasMessageContaining("int64, not int")
                .hasMessageNotContaining("3000000000");
        assertThatThrownBy(() -> mapped(avro("long"), Decimal.schema(2), new BigDecimal("7.99")))
                .hasMessageContaining("bytes Decimal, not long");
        assertThatThrownBy(() -> mapped(avro("string"), bytes, ByteBuffer.allocate(1)))
                .hasMessageContaining("bytes, not string");
        assertThatThrownBy(() -> mapped(avro("float"), Schema.OPTIONAL_FLOAT64_SCHEMA, 0.1d))
                .hasMessageContaining("float64, not float");
    }

    @Test
    void a_time_is_no_number_and_no_date() {
        var date = LogicalTypes.date().addToSchema(avro("int"));
        var time = MicroTimestamp.builder().optional().build();

        assertThatThrownBy(() -> mapped(avro("long"), time, 1L)).hasMessageContaining("int64 MicroTimestamp, not long");
        assertThatThrownBy(() -> mapped(date, Schema.OPTIONAL_INT32_SCHEMA, 1)).hasMessageContaining("int32, not date");
        assertThat(mapped(date, Date.builder().optional().build(), 1)).isEqualTo(1);
    }

    @Test
    void a_time_with_zone_becomes_microseconds_of_utc() {
        var type = LogicalTypes.timestampMicros().addToSchema(avro("long"));
        var zoned = ZonedTimestamp.builder().optional().build();

        assertThat(mapped(type, zoned, "1969-12-31T23:59:59.999999Z")).isEqualTo(-1L);
        assertThat(mapped(type, zoned, "2025-07-01T07:00:00.000001+07:00")).isEqualTo(1_751_328_000_000_001L);
    }

    @Test
    void a_decimal_keeps_its_value_at_the_scale_of_the_contract() {
        var type = LogicalTypes.decimal(6, 3).addToSchema(avro("bytes"));

        assertThat(mapped(type, Decimal.builder(1).optional().build(), new BigDecimal("-12.5")))
                .isEqualTo(ByteBuffer.wrap(BigInteger.valueOf(-12_500).toByteArray()));
        assertThatThrownBy(() -> mapped(type, Decimal.builder(1).optional().build(), new BigDecimal("12345.6")))
                .isInstanceOf(AgentFailure.Unfit.class)
                .hasMessageContaining("public.t.v has more digits")
                .hasMessageNotContaining("12345");
        assertThatThrownBy(() -> mapped(type, Decimal.builder(4).optional().build(), new BigDecimal("0.0001")))
                .hasMessageContaining("after the point");
    }

    @Test
    void null_stays_null_where_the_column_has_a_default() {
        var withDefault = org.apache.kafka.connect.data.SchemaBuilder.string()
                .optional()
                .defaultValue("unknown")
                .build();
        var type = SchemaBuilder.unionOf().nullType().and().stringType().endUnion();

        assertThat(mapped(type, withDefault, null)).isNull();
    }

    @Test
    void null_in_a_field_that_is_never_null_does_not_fit() {
        assertThatThrownBy(() -> mapped(avro("string"), Schema.OPTIONAL_STRING_SCHEMA, null))
                .hasMessageContaining("column public.t.v is NULL");
    }

    @Test
    void a_symbol_outside_the_contract_does_not_fit_and_is_not_shown() {
        var type = SchemaBuilder.enumeration("Sex").symbols("M", "F");

        assertThat(mapped(type, Schema.OPTIONAL_STRING_SCHEMA, "F")).hasToString("F");
        assertThatThrownBy(() -> mapped(type, Schema.OPTIONAL_STRING_SCHEMA, "row content"))
                .hasMessageContaining("[M, F]")
                .hasMessageNotContaining("row content");
    }

    @Test
    void a_large_value_that_an_update_left_alone_comes_from_before_the_update() {
        var schema = connect(Schema.OPTIONAL_STRING_SCHEMA);
        var mapper = mapper(avro("string"));

        var row = mapper.map(struct(schema, UNAVAILABLE), struct(schema, "whole"), columns -> null);

        assertThat(row.get("value")).isEqualTo("whole");
    }

    @Test
    void a_large_value_that_the_log_lacks_comes_from_the_table() {
        var text = connect(Schema.OPTIONAL_STRING_SCHEMA);
        var bytes = connect(Schema.OPTIONAL_BYTES_SCHEMA);
        var placeholder = ByteBuffer.wrap(UNAVAILABLE.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        var row = mapper(avro("string")).map(struct(text, UNAVAILABLE), null, columns -> Map.of("v", "present"));
        var scan = mapper(avro("bytes"))
                .map(struct(bytes, placeholder), struct(bytes, placeholder), columns -> Map.of("v", new byte[] {1}));

        assertThat(row.get("value")).isEqualTo("present");
        assertThat(scan.get("value")).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
    }

    @Test
    void a_large_value_whose_row_is_gone_gives_no_row() {
        var text = connect(Schema.OPTIONAL_STRING_SCHEMA);

        assertThat(mapper(avro("string")).map(struct(text, UNAVAILABLE), null, columns -> null))
                .isNull();
    }

    @Test
    void a_placeholder_in_a_key_is_never_published() {
        var text = connect(Schema.OPTIONAL_STRING_SCHEMA);

        assertThatThrownBy(() -> mapper(avro("string")).key(struct(text, UNAVAILABLE)))
                .isInstanceOf(AgentFailure.Unfit.class)
                .hasMessageContaining("key [v] of table public.t");
    }

    @Test
    void a_column_that_the_table_had_before_and_lacks_now_does_not_fit() {
        var mapper = mapper(avro("string"));

        whole(mapper, struct(connect(Schema.OPTIONAL_STRING_SCHEMA), "a"));

        assertThatThrownBy(() -> mapper.map(withoutColumn(), null, columns -> Map.of("v", "b")))
                .hasMessageContaining("column public.t.v is gone from the table")
                .hasMessageContaining("tables.columns");
    }

    @Test
    void a_column_that_the_table_did_not_have_yet_comes_from_the_table() {
        var row = mapper(avro("string")).map(withoutColumn(), null, columns -> Map.of("v", "b"));

        assertThat(row.get("value")).isEqualTo("b");
    }

    @Test
    void values_that_are_read_are_taken_by_the_place_of_their_column() {
        var rows = mapper(avro("int")).rows(List.of("other", "v"));

        assertThat(rows.apply(new Object[] {"text", 7}).get("value")).isEqualTo(7);
        assertThatThrownBy(() -> rows.apply(new Object[] {7, "text"}))
                .isInstanceOf(AgentFailure.Unfit.class)
                .hasMessageContaining("column public.t.v has another type: String, not int");
    }

    @Test
    void a_key_of_which_the_log_tells_nothing_does_not_fit() {
        assertThatThrownBy(() -> mapper(avro("string")).key(null))
                .isInstanceOf(AgentFailure.Unfit.class)
                .hasMessageContaining("key [v] of table public.t is not in the log");
    }

    @Test
    void of_a_held_change_what_does_not_fit_is_as_the_table_has_it_now() {
        var wide = struct(connect(Schema.OPTIONAL_INT64_SCHEMA), 3_000_000_000L);
        var text = struct(connect(Schema.OPTIONAL_STRING_SCHEMA), null);

        assertThat(held(avro("int")).map(wide, null, columns -> Map.of("v", 7)).get("value"))
                .isEqualTo(7);
        assertThat(held(avro("string"))
                        .map(text, null, columns -> Map.of("v", "given"))
                        .get("value"))
                .isEqualTo("given");
        assertThat(held(avro("int")).map(wide, null, columns -> null)).isNull();
    }

    @Test
    void a_held_change_whose_value_fits_keeps_it() {
        var row = struct(connect(Schema.OPTIONAL_INT32_SCHEMA), 5);

        assertThat(held(avro("int")).map(row, null, columns -> Map.of("v", 7)).get("value"))
                .isEqualTo(5);
    }

    @Test
    void a_held_change_that_the_table_cannot_complete_does_not_fit() {
        var wide = struct(connect(Schema.OPTIONAL_INT64_SCHEMA), 3_000_000_000L);

        assertThatThrownBy(() -> held(avro("int")).map(wide, null, columns -> Map.of("v", 3_000_000_000L)))
                .isInstanceOf(AgentFailure.Unfit.class)
                .hasMessageContaining("another type")
                .hasMessageNotContaining("3000000000");
    }

    private static Struct withoutColumn() {
        var other = org.apache.kafka.connect.data.SchemaBuilder.struct()
                .field("w", Schema.INT32_SCHEMA)
                .build();
        return new Struct(other).put("w", 1);
    }

    private static org.apache.avro.Schema avro(String type) {
        return SchemaBuilder.builder().type(type);
    }

    private static Object mapped(org.apache.avro.Schema type, Schema column, Object value) {
        return whole(mapper(type), struct(connect(column), value)).get("value");
    }

    private static GenericRecord whole(RowMapper mapper, Struct row) {
        return mapper.map(row, null, columns -> {
            throw new AssertionError("the log has it all");
        });
    }

    private static RowMapper mapper(org.apache.avro.Schema type) {
        return RowMapper.of(record(type), TABLE, Map.of(), UNAVAILABLE, new HashSet<>());
    }

    private static RowMapper held(org.apache.avro.Schema type) {
        return RowMapper.ofHeld(record(type), TABLE, Map.of(), UNAVAILABLE);
    }

    private static org.apache.avro.Schema record(org.apache.avro.Schema type) {
        return SchemaBuilder.record("Row")
                .namespace("mach.moj.data")
                .fields()
                .name("value")
                .type(type)
                .noDefault()
                .endRecord();
    }

    private static Schema connect(Schema column) {
        return org.apache.kafka.connect.data.SchemaBuilder.struct()
                .field("v", column)
                .build();
    }

    private static Struct struct(Schema schema, Object value) {
        return new Struct(schema).put("v", value);
    }
}
