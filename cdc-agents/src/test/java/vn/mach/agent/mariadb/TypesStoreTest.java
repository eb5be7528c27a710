package vn.mach.agent.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.agent.capture.Mapped;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.Contract;

/**
 * Every type an agency uses: a value is the same whether the snapshot read it, the log told it, or it is read by key, and is
 * what SQL says. The server's zone is +07:00, the agent's UTC.
 */
@SuppressWarnings("try")
class TypesStoreTest {
    private static final String UTC = "SET time_zone = '+00:00'";
    private static final String NFD = Normalizer.normalize("Nguyễn Thị Hồng", Normalizer.Form.NFD);

    /** Column, the contract's type, the value in SQL, and what SQL then says: in the zone +00:00, bytes in hexadecimal. */
    private static final List<Type> TYPES = List.of(
            new Type("tinyint", "int", "-128", "-128"),
            new Type("tinyint unsigned", "int", "255", "255"),
            new Type("tinyint(1)", "int", "7", "7"),
            new Type("tinyint(1)", "boolean", "1", "true"),
            new Type("boolean", "boolean", "false", "false"),
            new Type("bit(1)", "boolean", "b'1'", "true"),
            new Type("smallint", "int", "-32768", "-32768"),
            new Type("smallint unsigned", "int", "65535", "65535"),
            new Type("mediumint", "int", "-8388608", "-8388608"),
            new Type("mediumint unsigned", "long", "16777215", "16777215"),
            new Type("int", "int", "-2147483648", "-2147483648"),
            new Type("int unsigned", "long", "4294967295", "4294967295"),
            new Type("int(8) unsigned zerofill", "long", "42", "42"),
            new Type("bigint", "long", "-9223372036854775808", "-9223372036854775808"),
            new Type("bigint unsigned", decimal(20, 0), "18446744073709551615", "18446744073709551615"),
            new Type("decimal(10,3)", decimal(12, 4), "-1234567.891", "-1234567.8910"),
            new Type("decimal(38,6)", decimal(38, 6), "12345678901234567890.123456", "12345678901234567890.123456"),
            new Type("numeric(5)", decimal(5, 0), "99999", "99999"),
            new Type("float", "float", "1.23456789", "1.2345679"),
            new Type("float unsigned", "double", "0.5", "0.5"),
            new Type("float(7,2)", "double", "12345.67", "12345.669921875"),
            new Type("double", "double", "1e-300", "1.0E-300"),
            new Type("char(6)", "string", "'ab  '", "ab"),
            new Type("varchar(100)", "string", "'Nguyễn Văn Ân 🇻🇳'", "Nguyễn Văn Ân 🇻🇳"),
            new Type("varchar(100)", "string", "'" + NFD + "'", NFD),
            new Type("varchar(20) character set latin1", "string", "'café €'", "café €"),
            new Type("varchar(20) character set ascii", "string", "'plain'", "plain"),
            new Type("varchar(20) character set utf8mb3", "string", "'Đà Nẵng'", "Đà Nẵng"),
            new Type("tinytext", "string", "''", ""),
            new Type("text", "string", "'a''b'", "a'b"),
            new Type("longtext", "string", "repeat('ắ', 350000)", "ắ".repeat(350_000)),
            new Type("enum('vui','buồn','a b')", "string", "'buồn'", "buồn"),
            new Type(
                    "enum('happy','sad')",
                    "{\"type\":\"enum\",\"name\":\"Mood\",\"symbols\":[\"happy\",\"sad\"]}",
                    "'sad'",
                    "sad"),
            new Type("set('một','hai','ba')", "string", "'ba,một'", "một,ba"),
            new Type("date", logical("int", "date"), "'1899-12-31'", "-25568"),
            new Type("date", logical("int", "date"), "'0044-03-15'", "-703383"),
            new Type(
                    "datetime",
                    logical("long", "local-timestamp-micros"),
                    "'1500-02-28 12:34:56'",
                    micros("1500-02-28T12:34:56Z")),
            new Type(
                    "datetime(3)",
                    logical("long", "local-timestamp-micros"),
                    "'1883-01-01 01:02:03.789'",
                    micros("1883-01-01T01:02:03.789Z")),
            new Type(
                    "datetime(6)",
                    logical("long", "local-timestamp-micros"),
                    "'9999-12-31 23:59:59.999999'",
                    micros("9999-12-31T23:59:59.999999Z")),
            new Type(
                    "timestamp null",
                    logical("long", "timestamp-micros"),
                    "'2025-07-01 12:34:56'",
                    micros("2025-07-01T12:34:56Z")),
            new Type(
                    "timestamp(6) null",
                    logical("long", "timestamp-micros"),
                    "'1970-01-01 00:00:01.000001'",
                    "1000001"),
            new Type("year", "int", "2155", "2155"),
            new Type("json", "string", "'{\"a\": [1, null]}'", "{\"a\": [1, null]}"),
            new Type(
                    "uuid",
                    logical("string", "uuid"),
                    "'0b8e2c5e-6f0d-4a55-8e0a-1d2c3b4a5f60'",
                    "0b8e2c5e-6f0d-4a55-8e0a-1d2c3b4a5f60"),
            new Type(
                    "uuid", "string", "'d9428888-122b-11e1-b85c-61cd3cbb3210'", "d9428888-122b-11e1-b85c-61cd3cbb3210"),
            new Type(
                    "uuid", "string", "'01890a5d-ac96-774b-bcce-b302099a8057'", "01890a5d-ac96-774b-bcce-b302099a8057"),
            new Type("binary(4)", "bytes", "x'00ff10'", "00ff1000"),
            new Type("varbinary(8)", "bytes", "x'00ff10'", "00ff10"),
            new Type("blob", "bytes", "x'00ff'", "00ff"),
            new Type("longblob", "bytes", "repeat(x'01', 70000)", "01".repeat(70_000)));

    private final Exchange exchange = new Exchange();
    private final TestMariaDb database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void every_type_arrives_whole_by_snapshot_by_log_and_by_key() {
        table("");
        database.sql(UTC, insert(1));

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(UTC, insert(2), "UPDATE t SET touched = 1 WHERE id = 1");
            exchange.awaitEvents(3);
        }

        for (var row : exchange.rows()) {
            assertRow(row);
        }
        assertRow(byKey(exchange.rows().get(0)));
    }

    @Test
    void null_stays_null_even_with_a_default() {
        table(" DEFAULT NULL");
        database.sql(
                "ALTER TABLE t ALTER c23 SET DEFAULT 'none', ALTER c10 SET DEFAULT 5, ALTER c34 SET DEFAULT '2020-01-01'",
                "INSERT INTO t (id, c23, c10, c34) VALUES (1, NULL, NULL, NULL)");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t (id, c23, c10, c34) VALUES (2, NULL, NULL, NULL)");
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

    @ParameterizedTest
    @ValueSource(strings = {"0000-00-00", "2020-00-15", "2020-02-00"})
    void a_date_with_a_zero_is_null_to_a_contract_that_allows_it(String zero) {
        database.table("t", "id bigint PRIMARY KEY, d date NOT NULL, dt datetime(6) NOT NULL, ts timestamp NOT NULL");
        exchange.dataset(
                "t",
                "types",
                "{\"name\": \"id\", \"type\": \"long\"}, " + field("d", logical("int", "date")) + ", "
                        + field("dt", logical("long", "local-timestamp-micros")) + ", "
                        + field("ts", logical("long", "timestamp-micros")),
                "id");
        var row = "INSERT INTO t VALUES (%d, '" + zero + "', '" + zero + "', '0000-00-00')";
        database.sql("SET SESSION sql_mode = ''", row.formatted(1));

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("SET SESSION sql_mode = ''", row.formatted(2));
            exchange.awaitEvents(2);
        }

        assertThat(exchange.rows()).allSatisfy(arrived -> {
            assertThat(arrived.get("d")).isNull();
            assertThat(arrived.get("dt")).isNull();
            assertThat(arrived.get("ts")).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_date_with_a_zero_does_not_fit_a_contract_that_allows_no_null(boolean bySnapshot) {
        database.table("t", "id bigint PRIMARY KEY, d date NOT NULL");
        exchange.dataset(
                "t",
                "types",
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"d\", \"type\": " + logical("int", "date") + "}",
                "id");

        assertUnfit(bySnapshot, "INSERT INTO t VALUES (1, '0000-00-00')", "column " + database.name + ".t.d is NULL");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_boolean_that_is_neither_does_not_fit(boolean bySnapshot) {
        database.table("t", "id bigint PRIMARY KEY, b tinyint(1)");
        exchange.dataset("t", "types", "{\"name\": \"id\", \"type\": \"long\"}, " + field("b", "\"boolean\""), "id");

        assertUnfit(bySnapshot, "INSERT INTO t VALUES (1, 2)", database.name + ".t.b");
    }

    @Test
    void what_the_server_computes_arrives_like_the_rest() {
        database.table(
                "t",
                "id bigint PRIMARY KEY, a int, v int AS (a + 1) VIRTUAL, s varchar(20) AS (concat('x', a)) STORED");
        exchange.dataset(
                "t",
                "types",
                "{\"name\": \"id\", \"type\": \"long\"}, " + field("v", "\"int\"") + ", " + field("s", "\"string\""),
                "id");
        database.sql("INSERT INTO t (id, a) VALUES (1, 1)");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("UPDATE t SET a = 2");
            exchange.awaitEvents(2);
        }

        assertThat(exchange.rows()).extracting(row -> row.get("v")).containsExactly(2, 3);
        assertThat(exchange.rows()).extracting(row -> row.get("s")).containsExactly("x1", "x2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            time             | "string"
            inet6            | "string"
            bit(8)           | "bytes"
            point            | "bytes"
            bigint unsigned  | "long"
            int unsigned     | "int"
            double           | "float"
            float(7,2)       | "float"
            decimal(10,3)    | {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3}
            datetime         | {"type": "long", "logicalType": "timestamp-micros"}
            tinyint          | "boolean"
            varchar(9) character set ucs2 | "string"
            enum("x","a,b")  | "string"
            enum("it's")     | "string"
            set("a\\\\b") | "string"
            """)
    void a_column_that_a_contract_cannot_hold_is_refused_at_the_start(String column, String contract) {
        database.table("t", "id bigint PRIMARY KEY, c " + column);
        exchange.dataset("t", "types", "{\"name\": \"id\", \"type\": \"long\"}, " + field("c", contract), "id");

        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .hasMessageContaining("column " + database.name + ".t.c is ")
                    .hasMessageContaining("which does not fit");
        }
    }

    /** What a snapshot cannot publish is no dataset yet; in the log it is held. */
    private void assertUnfit(boolean bySnapshot, String insert, String reason) {
        if (bySnapshot) {
            database.sql("SET SESSION sql_mode = ''", insert);
        }
        try (var running = exchange.start()) {
            if (bySnapshot) {
                assertThat(running.failure())
                        .isInstanceOf(AgentFailure.Unfit.class)
                        .hasMessageContaining(reason);
            } else {
                running.awaitStreaming();
                database.sql("SET SESSION sql_mode = ''", insert);
                Running.await(() -> !running.capture().held().isEmpty() || running.isOver());
                assertThat(running.capture().held().get(0).reason()).contains(reason);
            }
        }
        assertThat(exchange.events()).isEmpty();
    }

    private void table(String suffix) {
        var columns = new StringBuilder("id bigint PRIMARY KEY, touched int");
        var fields = new StringBuilder("{\"name\": \"id\", \"type\": \"long\"}");
        for (int i = 0; i < TYPES.size(); i++) {
            var column = TYPES.get(i).column();
            columns.append(", c").append(i).append(' ').append(column).append(suffix);
            fields.append(", ").append(field("c" + i, TYPES.get(i).contract()));
        }
        database.table("t", columns.toString());
        exchange.dataset("t", "types", fields.toString(), "id");
    }

    private static String insert(int id) {
        return TYPES.stream()
                .map(Type::value)
                .collect(Collectors.joining(", ", "INSERT INTO t VALUES (" + id + ", 0, ", ")"));
    }

    private GenericRecord byKey(GenericRecord row) {
        var captured = exchange.captured().get(0);
        var key = new GenericData.Record(captured.topic().keySchema());
        key.put("id", row.get("id"));
        var columns =
                row.getSchema().getFields().stream().map(Schema.Field::name).toList();
        try (var present = new PresentRows(exchange.config().database())) {
            var values = present.read(captured.table(), key, columns);
            return Mapped.row(captured, values);
        }
    }

    private static void assertRow(GenericRecord row) {
        for (int i = 0; i < TYPES.size(); i++) {
            var type = TYPES.get(i);
            assertThat(text(row.get("c" + i), row.getSchema().getField("c" + i).schema()))
                    .as(type.column() + " as " + type.contract() + " of row " + row.get("id"))
                    .isEqualTo(type.expected());
        }
    }

    private static String text(Object value, Schema schema) {
        var type = Contract.notNull(schema);
        if (!(value instanceof ByteBuffer buffer)) {
            return String.valueOf(value);
        }
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return type.getLogicalType() instanceof LogicalTypes.Decimal decimal
                ? new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString()
                : HexFormat.of().formatHex(bytes);
    }

    private static String field(String name, String type) {
        return "{\"name\": \"" + name + "\", \"type\": [\"null\", " + type + "], \"default\": null}";
    }

    private static String logical(String type, String logical) {
        return "{\"type\": \"" + type + "\", \"logicalType\": \"" + logical + "\"}";
    }

    private static String decimal(int precision, int scale) {
        return "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": " + precision + ", \"scale\": "
                + scale + "}";
    }

    private static String micros(String instant) {
        var time = Instant.parse(instant);
        return Long.toString(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000);
    }

    private record Type(String column, String contract, String value, String expected) {
        Type {
            contract = contract.startsWith("{") ? contract : "\"" + contract + "\"";
        }
    }
}
