package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.agent.progress.AgentFailure;

/** A value is the same whether a snapshot read it or the log told it. */
@SuppressWarnings("try")
class TypesStoreTest {
    private static final String COLUMNS = """
            id bigint PRIMARY KEY, b bool, i2 int2, i4 int4, f4 float4, f8 float8, n numeric(10,3), nn numeric,
            t text DEFAULT 'none', v varchar(20), c char(4), u uuid, d date, ts timestamp, ts3 timestamp(3), tz timestamptz,
            by bytea, mood mood, js jsonb""";
    private static final String FIELDS = """
            {"name": "id", "type": "long"}, {"name": "b", "type": ["null", "boolean"]},
            {"name": "i2", "type": ["null", "int"]}, {"name": "i4", "type": ["null", "long"]},
            {"name": "f4", "type": ["null", "float"]}, {"name": "f8", "type": ["null", "double"]},
            {"name": "n", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 4}]},
            {"name": "nn", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 38, "scale": 6}]},
            {"name": "t", "type": ["null", "string"]}, {"name": "v", "type": ["null", "string"]},
            {"name": "c", "type": ["null", "string"]},
            {"name": "u", "type": ["null", {"type": "string", "logicalType": "uuid"}]},
            {"name": "d", "type": ["null", {"type": "int", "logicalType": "date"}]},
            {"name": "ts", "type": ["null", {"type": "long", "logicalType": "local-timestamp-micros"}]},
            {"name": "ts3", "type": ["null", {"type": "long", "logicalType": "local-timestamp-micros"}]},
            {"name": "tz", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
            {"name": "by", "type": ["null", "bytes"]},
            {"name": "mood", "type": ["null", {"type": "enum", "name": "Mood", "symbols": ["happy", "sad"]}]},
            {"name": "js", "type": ["null", "string"]}""";
    private static final String ROW = """
            INSERT INTO t VALUES (1, true, -7, 2147483647, 1.5, 1e-300, -1234567.891, 12345678901234567890.123456,
            'Nguyễn Văn Ân 🇻🇳', 'a', 'ab', '0b8e2c5e-6f0d-4a55-8e0a-1d2c3b4a5f60', '%1$s', '%1$s 12:34:56.789012',
            '%1$s 12:34:56.789', '%1$s 12:34:56.789012+00', '\\x00ff10', 'sad', '{"a": [1, null]}')""";

    @ParameterizedTest
    @ValueSource(
            strings = {"2025-07-01", "1899-12-31", "1883-01-01", "1582-10-15", "1582-10-04", "1500-02-28", "0044-03-15"
            })
    void every_type_arrives_whole_by_snapshot_and_by_log(String day) {
        try (var exchange = new Exchange()) {
            exchange.database.sql("CREATE TYPE mood AS ENUM ('happy', 'sad')");
            exchange.database.table("t", COLUMNS);
            exchange.dataset("public.t", "types", FIELDS, "id");
            exchange.database.sql(ROW.formatted(day));

            try (var running = exchange.start().awaitStreaming()) {
                exchange.database.sql("UPDATE t SET id = 1");
                exchange.awaitEvents(2);
            }

            assertRow(exchange.rows().get(0), day);
            assertRow(exchange.rows().get(1), day);
        }
    }

    @Test
    void null_stays_null_even_with_a_default() {
        try (var exchange = new Exchange()) {
            exchange.database.sql("CREATE TYPE mood AS ENUM ('happy', 'sad')");
            exchange.database.table("t", COLUMNS);
            exchange.dataset("public.t", "types", FIELDS, "id");
            exchange.database.sql("INSERT INTO t (id, t) VALUES (1, NULL)");

            try (var running = exchange.start().awaitStreaming()) {
                exchange.database.sql("INSERT INTO t (id, t) VALUES (2, NULL)");
                exchange.awaitEvents(2);
            }

            for (var row : exchange.rows()) {
                for (var field : row.getSchema().getFields()) {
                    assertThat(row.get(field.pos()) == null)
                            .as(field.name())
                            .isEqualTo(!field.name().equals("id"));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "n, NaN, is NaN",
        "nn, NaN, is NaN",
        "nn, -infinity, is NaN or infinite",
        "ts, 294276-12-31, is a time that no"
    })
    void a_snapshot_refuses_what_no_contract_can_hold(String column, String value, String reason) {
        assertRefused(column, value, true, AgentFailure.Unfit.class, "column public.t." + column + " " + reason);
    }

    @ParameterizedTest
    @CsvSource({
        "d, infinity, false", "d, infinity, true", "d, -infinity, false", "d, -infinity, true",
        "ts, infinity, false", "ts, infinity, true", "ts, -infinity, false", "ts, -infinity, true",
        "tz, infinity, false", "tz, infinity, true", "tz, -infinity, false", "tz, -infinity, true"
    })
    void infinity_is_no_day_and_no_time(String column, String value, boolean bySnapshot) {
        try (var exchange = new Exchange()) {
            exchange.database.sql("CREATE TYPE mood AS ENUM ('happy', 'sad')");
            exchange.database.table("t", COLUMNS);
            exchange.dataset("public.t", "types", FIELDS, "id");
            var row = "INSERT INTO t (id, " + column + ") VALUES (1, '" + value + "')";
            if (bySnapshot) {
                exchange.database.sql(row);
            }

            try (var running = exchange.start()) {
                if (bySnapshot) {
                    assertThat(running.failure())
                            .isInstanceOf(AgentFailure.Unfit.class)
                            .hasMessageContaining("column public.t." + column);
                } else {
                    running.awaitStreaming();
                    exchange.database.sql(row);
                    Running.await(() -> running.isOver()
                            || running.capture().held().stream().anyMatch(held -> held.changes() == 1));
                    assertThat(running.capture().held().get(0).reason())
                            .contains("column ", column, "mach.moj.types.Row");
                    assertThat(running.isOver()).isFalse();
                }
            }
            assertThat(exchange.events()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_first_and_the_last_day_of_postgresqls_calendar_arrive(boolean bySnapshot) {
        try (var exchange = new Exchange()) {
            exchange.database.sql("CREATE TYPE mood AS ENUM ('happy', 'sad')");
            exchange.database.table("t", COLUMNS);
            exchange.dataset("public.t", "types", FIELDS, "id");
            var rows = "INSERT INTO t (id, d, ts) VALUES (1, '4714-11-24 BC', '4714-11-24 00:00:00 BC'),"
                    + " (2, '5874897-12-31', '294246-12-31 00:00:00')";
            if (bySnapshot) {
                exchange.database.sql(rows);
            }

            try (var running = exchange.start().awaitStreaming()) {
                if (!bySnapshot) {
                    exchange.database.sql(rows);
                }
                exchange.awaitEvents(2);
            }

            assertThat(exchange.rows()).extracting(row -> row.get("d")).containsExactly(-2_440_588, 2_145_042_905);
            assertThat(exchange.rows())
                    .extracting(row -> row.get("ts"))
                    .containsExactly(-210_866_803_200_000_000L, 9_223_371_158_400_000_000L);
        }
    }

    private static void assertRefused(
            String column, String value, boolean bySnapshot, Class<? extends AgentFailure> kind, String reason) {
        try (var exchange = new Exchange()) {
            exchange.database.sql("CREATE TYPE mood AS ENUM ('happy', 'sad')");
            exchange.database.table("t", COLUMNS);
            exchange.dataset("public.t", "types", FIELDS, "id");
            var row = "INSERT INTO t (id, " + column + ") VALUES (1, '" + value + "')";
            if (bySnapshot) {
                exchange.database.sql(row);
            }

            try (var running = exchange.start()) {
                if (!bySnapshot) {
                    running.awaitStreaming();
                    exchange.database.sql(row);
                }

                assertThat(running.failure()).isInstanceOf(kind).hasMessageContaining(reason);
            }
            assertThat(exchange.events()).isEmpty();
        }
    }

    private static void assertRow(GenericRecord row, String day) {
        var date = LocalDate.parse(day);
        var time = LocalDateTime.parse(day + "T12:34:56.789012");
        assertThat(row.get("b")).isEqualTo(true);
        assertThat(row.get("i2")).isEqualTo(-7);
        assertThat(row.get("i4")).isEqualTo(2147483647L);
        assertThat(row.get("f4")).isEqualTo(1.5f);
        assertThat(row.get("f8")).isEqualTo(1e-300);
        assertThat(decimal(row, "n", 4)).isEqualByComparingTo("-1234567.891");
        assertThat(decimal(row, "nn", 6)).isEqualByComparingTo("12345678901234567890.123456");
        assertThat(row.get("t")).isEqualTo("Nguyễn Văn Ân 🇻🇳");
        assertThat(row.get("v")).isEqualTo("a");
        assertThat(row.get("c")).isEqualTo("ab  ");
        assertThat(row.get("u")).isEqualTo("0b8e2c5e-6f0d-4a55-8e0a-1d2c3b4a5f60");
        assertThat(row.get("d")).isEqualTo((int) date.toEpochDay());
        assertThat(row.get("ts")).isEqualTo(micros(time));
        assertThat(row.get("ts3")).isEqualTo(micros(time.truncatedTo(ChronoUnit.MILLIS)));
        assertThat(row.get("tz")).isEqualTo(micros(time));
        assertThat(row.get("by")).isEqualTo(ByteBuffer.wrap(new byte[] {0, (byte) 0xff, 0x10}));
        assertThat(row.get("mood")).hasToString("sad");
        assertThat(row.get("js")).isEqualTo("{\"a\": [1, null]}");
    }

    private static long micros(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1_000;
    }

    private static BigDecimal decimal(GenericRecord row, String field, int scale) {
        var bytes = (ByteBuffer) row.get(field);
        return new BigDecimal(new BigInteger(bytes.duplicate().array()), scale);
    }
}
