package vn.mach.agent.postgresql;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.Standing;
import vn.mach.change.Contract;

/** Each value of each type is what SQL returns, whether a snapshot read it, the log told it, or it was read by key. */
@SuppressWarnings("try")
class EveryTypeStoreTest {
    private static final String TEXT = "{\"type\": \"string\"}";
    private static final String NFC = "Nguyễn Thị Hường";
    private static final String NFD = Normalizer.normalize(NFC, Normalizer.Form.NFD);

    private static final Map<String, String> USUAL = Map.ofEntries(
            entry("boolean", plain("boolean")),
            entry("smallint", plain("int")),
            entry("integer", plain("long")),
            entry("bigint", plain("long")),
            entry("real", plain("float")),
            entry("double precision", plain("double")),
            entry("numeric(20,4)", decimal(20, 4)),
            entry("numeric", decimal(38, 6)),
            entry("text", TEXT),
            entry("varchar(40)", TEXT),
            entry("char(12)", TEXT),
            entry("citext", TEXT),
            entry("uuid", TEXT),
            entry("jsonb", TEXT),
            entry("mood", "{\"type\": \"enum\", \"name\": \"Mood\", \"symbols\": [\"sad\", \"happy\"]}"),
            entry("date", logical("int", "date")),
            entry("timestamp", logical("long", "local-timestamp-micros")),
            entry("timestamptz", logical("long", "timestamp-micros")),
            entry("bytea", plain("bytes")));

    private record Case(String column, String field, List<String> values) {}

    private static final List<Case> CASES = List.of(
            of("boolean", plain("boolean"), "true", "false"),
            of("smallint", plain("int"), "-32768", "32767"),
            of("integer", plain("int"), "-2147483648", "2147483647"),
            of("integer", plain("long"), "-2147483648", "2147483647"),
            of("bigint", plain("long"), "-9223372036854775808", "9223372036854775807"),
            of("real", plain("float"), "1.1", "NaN", "Infinity", "-Infinity", "1e-45"),
            of("real", plain("double"), "1.1", "NaN", "-Infinity"),
            of("double precision", plain("double"), "1e-300", "NaN", "Infinity", "-0", "0.1"),
            of("numeric(12,2)", decimal(12, 2), "-9999999999.99", "0.10", "1"),
            of("numeric(12,2)", decimal(20, 4), "-9999999999.99", "0.10", "1"),
            of("numeric", decimal(38, 6), "12345678901234567890.123456", "-0.000001", "1.500"),
            of("text", TEXT, NFC, NFD, "", "🇻🇳 '\"\\ tab\t", " trailing "),
            of("varchar(20)", TEXT, NFC, "", "a "),
            of("char(4)", TEXT, "ab", "", "Huế", "abcd"),
            of("citext", TEXT, "Hà Nội", "HÀ NỘI"),
            of("text", "{\"type\": \"enum\", \"name\": \"Unit\", \"symbols\": [\"xa\", \"huyen\"]}", "xa", "huyen"),
            of("uuid", "{\"type\": \"string\", \"logicalType\": \"uuid\"}", "0B8E2C5E-6F0D-4A55-8E0A-1D2C3B4A5F60"),
            of("uuid", TEXT, "0b8e2c5e-6f0d-4a55-8e0a-1d2c3b4a5f60"),
            of("json", TEXT, "{\"b\": 1,  \"a\": [1, null]}", "null"),
            of("jsonb", TEXT, "{\"b\": 1,  \"a\": [1, null, \"" + NFC + "\"]}", "1.50"),
            of("xml", TEXT, "<a b=\"c\">" + NFC + "</a>", "text"),
            of("inet", TEXT, "192.168.1.1", "10.0.0.1/8", "2001:db8::1"),
            of("cidr", TEXT, "10.0.0.0/8", "2001:db8::/32"),
            of("macaddr", TEXT, "08:00:2b:01:02:03"),
            of("macaddr8", TEXT, "08:00:2b:01:02:03:04:05"),
            of("mood", TEXT, "happy", "sad"),
            of("mood", "{\"type\": \"enum\", \"name\": \"Mood\", \"symbols\": [\"sad\", \"happy\"]}", "happy", "sad"),
            of("province", TEXT, "HN", "Đà Nẵng"),
            of("date", logical("int", "date"), "2025-07-01", "1899-12-31", "1582-10-04", "0001-01-01", "0044-03-15 BC"),
            of(
                    "timestamp",
                    logical("long", "local-timestamp-micros"),
                    "2025-07-01 12:34:56.789012",
                    "1883-01-01 00:00:00.000001",
                    "1500-02-28 23:59:59.999999",
                    "0001-01-01 00:00:00",
                    "0044-03-15 12:00 BC"),
            of(
                    "timestamp(3)",
                    logical("long", "local-timestamp-micros"),
                    "2025-07-01 12:34:56.7895",
                    "1500-02-28 01:02:03"),
            of(
                    "timestamptz",
                    logical("long", "timestamp-micros"),
                    "2025-07-01 12:34:56.789012+07",
                    "1883-01-01 00:00:00.000001+00",
                    "1500-02-28 23:59:59.999999+00",
                    "0001-01-01 00:00:00+00",
                    "0044-03-15 12:00+00 BC"),
            of("time", TEXT, "08:30:00", "00:00:00", "23:59:59.999999", "12:00:00.5", "00:00:00.000001", "24:00:00"),
            of("time(3)", TEXT, "08:30:00.1235", "12:00:00"),
            of("bytea", plain("bytes"), "\\x00ff10", "\\x"),
            of("text", TEXT, "một megabyte ".repeat(90_000)));

    private List<Case> cases = CASES;

    @Test
    void every_value_arrives_as_sql_returns_it() throws SQLException {
        assertEveryValue();
    }

    /** A table of which each type is one that the agent reads from the log itself, past Debezium. */
    @Test
    void any_value_of_a_usual_type_arrives_as_sql_returns_it() throws SQLException {
        long seed = Long.getLong("mach.seed", System.nanoTime());
        System.out.println("usual types: -Dmach.seed=" + seed);
        cases = UsualValues.of(new Random(seed)).entrySet().stream()
                .map(each -> new Case(each.getKey(), USUAL.get(each.getKey()), each.getValue()))
                .toList();
        assertEveryValue();
    }

    private void assertEveryValue() throws SQLException {
        try (var exchange = new Exchange()) {
            prepare(exchange.database);
            exchange.database.table("t", columns());
            exchange.dataset("public.t", "types", fields(), "id");
            insert(exchange.database);
            int rows = rows();

            try (var running = exchange.start().awaitStreaming()) {
                exchange.database.sql("UPDATE t SET id = id");
                exchange.awaitEvents(2 * rows);
                running.capture().reread(Set.of("public.t"), Standing.Reread.EVERYTHING);
                exchange.awaitEvents(3 * rows);
            }

            var arrived = exchange.rows();
            assertThat(arrived).hasSize(3 * rows);
            for (int id = 0; id < rows; id++) {
                var found = id;
                var same = arrived.stream()
                        .filter(row -> row.get("id").equals((long) found))
                        .toList();
                assertThat(same).hasSize(3);
                for (int i = 0; i < cases.size(); i++) {
                    assertSame(exchange.database, id, i, same);
                }
            }
        }
    }

    private void assertSame(TestDatabase database, int id, int i, List<GenericRecord> arrived) throws SQLException {
        var field = arrived.get(0).getSchema().getField("c" + i).schema();
        var expected =
                database.value("SELECT " + asText(Contract.notNull(field), "c" + i) + " FROM t WHERE id = " + id);
        var canonical = canonical(Contract.notNull(field).getType(), expected);
        var how = List.of("snapshot", "log", "by key");
        for (int from = 0; from < how.size(); from++) {
            assertThat(text(Contract.notNull(field), arrived.get(from).get("c" + i)))
                    .as("%s, value %d, %s", cases.get(i).column(), id, how.get(from))
                    .isEqualTo(canonical);
        }
    }

    /** Java and PostgreSQL write the same floating-point number differently. */
    private static @Nullable String canonical(Schema.Type type, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (type) {
            case FLOAT -> Float.toString(Float.parseFloat(text));
            case DOUBLE -> Double.toString(Double.parseDouble(text));
            default -> text;
        };
    }

    /** The value as the server prints it, without any code of an agent. */
    private static String asText(Schema type, String column) {
        var logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Date) {
            return "(" + column + " - date '1970-01-01')::text";
        }
        if (logical instanceof LogicalTypes.TimestampMicros || logical instanceof LogicalTypes.LocalTimestampMicros) {
            return "(extract(epoch FROM " + column + ") * 1000000)::bigint::text";
        }
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return column + "::numeric(50," + decimal.getScale() + ")::text";
        }
        return switch (type.getType()) {
            case BYTES -> "encode(" + column + ", 'hex')";
            case DOUBLE -> column + "::float8::text";
            // Not a cast, which takes the blanks from the end of a char(n).
            default -> "CASE WHEN " + column + " IS NULL THEN NULL ELSE format('%s', " + column + ") END";
        };
    }

    private static @Nullable String text(Schema type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof ByteBuffer buffer) {
            var bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return type.getLogicalType() instanceof LogicalTypes.Decimal decimal
                    ? new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString()
                    : HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Boolean bool) {
            return bool ? "t" : "f";
        }
        return value.toString();
    }

    private static void prepare(TestDatabase database) {
        database.sql(
                "CREATE EXTENSION citext",
                "CREATE TYPE mood AS ENUM ('happy', 'sad')",
                "CREATE DOMAIN province AS varchar(30) CHECK (VALUE <> '')");
    }

    /** Every column may be NULL and has a default, which must not take the place of a NULL. */
    private String columns() {
        return IntStream.range(0, cases.size())
                .mapToObj(i -> "c" + i + " " + cases.get(i).column() + " DEFAULT '"
                        + cases.get(i).values().get(0).replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "id bigint PRIMARY KEY, ", ""));
    }

    private String fields() {
        return IntStream.range(0, cases.size())
                .mapToObj(i -> "{\"name\": \"c" + i + "\", \"type\": [\"null\", "
                        + cases.get(i).field().replace("\"name\": \"", "\"name\": \"C" + i) + "]}")
                .collect(Collectors.joining(", ", "{\"name\": \"id\", \"type\": \"long\"}, ", ""));
    }

    /** The last row has a NULL in every column. */
    private int rows() {
        return cases.stream().mapToInt(each -> each.values().size()).max().orElse(0) + 1;
    }

    private void insert(TestDatabase database) throws SQLException {
        var names = IntStream.range(0, cases.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        var marks = cases.stream().map(each -> "?::text::" + each.column()).collect(Collectors.joining(", "));
        try (var connection = database.connect();
                var insert =
                        connection.prepareStatement("INSERT INTO t (id, " + names + ") VALUES (?, " + marks + ")")) {
            for (int id = 0; id < rows(); id++) {
                insert.setLong(1, id);
                for (int i = 0; i < cases.size(); i++) {
                    var values = cases.get(i).values();
                    insert.setString(i + 2, id < values.size() ? values.get(id) : null);
                }
                insert.executeUpdate();
            }
        }
    }

    private static Case of(String column, String field, String... values) {
        return new Case(column, field, new ArrayList<>(List.of(values)));
    }

    private static String plain(String type) {
        return "{\"type\": \"" + type + "\"}";
    }

    private static String logical(String type, String logical) {
        return "{\"type\": \"" + type + "\", \"logicalType\": \"" + logical + "\"}";
    }

    private static String decimal(int precision, int scale) {
        return "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": " + precision + ", \"scale\": "
                + scale + "}";
    }
}
