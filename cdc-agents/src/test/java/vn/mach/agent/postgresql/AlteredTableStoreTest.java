package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.mach.agent.progress.AgentFailure;

/** A table is altered while the agent captures it: what no longer fits the contract waits, and never bends. */
@SuppressWarnings("try")
class AlteredTableStoreTest {
    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int       | "int"                                | bigint                             | 3000000000         | int64, not int
            bigint    | "long"                               | numeric(12,2)                      | 7.99               | bytes Decimal, not long
            date      | {"type":"int","logicalType":"date"}  | timestamp                          | "2025-07-01 10:00" | int64 MicroTimestamp, not date
            text      | "string"                             | bytea USING v::bytea               | "x"                | bytes, not string
            text      | "string"                             | timestamp USING v::timestamp       | "2025-07-01 10:00" | int64 MicroTimestamp, not string
            real      | "float"                              | double precision                   | 0.1                | float64, not float
            bool      | "boolean"                            | text                               | "Nguyễn Văn An"    | string, not boolean
            """)
    void a_column_of_another_type_is_held_before_anything_wrong_is_published(
            String type, String field, String altered, String value, String found) {
        database.table("t", "id bigint PRIMARY KEY, v " + type);
        contract(field);

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "ALTER TABLE t ALTER v TYPE " + altered,
                    "INSERT INTO t VALUES (1, " + value.replace('"', '\'') + ")");

            assertThat(heldFor(running))
                    .contains("column public.t.v has another type")
                    .contains(found)
                    .contains("register a contract")
                    .doesNotContain("An")
                    .hasLineCount(1);
        }
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void with_a_contract_of_the_new_type_the_agent_continues_without_a_loss() {
        database.table("t", "id bigint PRIMARY KEY, v int");
        contract("\"int\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO t VALUES (1, 5)",
                    "ALTER TABLE t ALTER v TYPE bigint",
                    "INSERT INTO t VALUES (2, 3000000000)");
            heldFor(running);
        }
        contract("\"long\"");

        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(2);
        }

        assertThat(exchange.rows())
                .extracting(row -> ((Number) row.get("v")).longValue())
                .containsExactly(5L, 3_000_000_000L);
    }

    @Test
    void a_column_added_while_the_agent_is_stopped_is_null_in_the_rows_of_before() {
        database.table("t", "id bigint PRIMARY KEY");
        exchange.dataset("public.t", "types", "{\"name\": \"id\", \"type\": \"long\"}", "id");
        capture("INSERT INTO t VALUES (1)", 1);
        database.sql("INSERT INTO t VALUES (2), (3)", "DELETE FROM t WHERE id = 3", "ALTER TABLE t ADD v text");
        contract("\"string\"");

        capture("INSERT INTO t VALUES (4, 'new')", 5);

        assertThat(exchange.arrived())
                .containsExactly(
                        "c {\"id\": 1} {\"id\": 1}",
                        "c {\"id\": 2} {\"id\": 2, \"v\": null}",
                        "d {\"id\": 3} null",
                        "tombstone {\"id\": 3}",
                        "c {\"id\": 4} {\"id\": 4, \"v\": \"new\"}");
    }

    @Test
    void a_column_of_any_type_added_with_a_default_or_renamed_has_its_value_in_the_rows_of_before() {
        database.table(
                "t",
                "id bigint PRIMARY KEY, b bool, i int2, f float4, n numeric(9,2), d date, ts timestamp, tz timestamptz, by bytea, u uuid");
        exchange.dataset("public.t", "types", "{\"name\": \"id\", \"type\": \"long\"}", "id");
        capture("INSERT INTO t VALUES (1)", 1);
        database.sql("INSERT INTO t VALUES (2, true, 7, 1.5, 1.25, '1500-02-28', '1500-02-28 01:02:03.000004',"
                + " '1500-02-28 01:02:03.000004Z', '\\x00ff', '0b8e2c5e-6f0d-4a55-8e0a-1d2c3b4a5f60')");
        for (var column : java.util.List.of("b", "i", "f", "n", "d", "ts", "tz", "by", "u")) {
            database.sql("ALTER TABLE t RENAME " + column + " TO x" + column);
        }
        exchange.dataset("public.t", "types", """
                {"name": "id", "type": "long"}, {"name": "xb", "type": ["null", "boolean"]},
                {"name": "xi", "type": ["null", "long"]}, {"name": "xf", "type": ["null", "double"]},
                {"name": "xn", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}]},
                {"name": "xd", "type": ["null", {"type": "int", "logicalType": "date"}]},
                {"name": "xts", "type": ["null", {"type": "long", "logicalType": "local-timestamp-micros"}]},
                {"name": "xtz", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
                {"name": "xby", "type": ["null", "bytes"]},
                {"name": "xu", "type": ["null", {"type": "string", "logicalType": "uuid"}]}""", "id");

        capture("UPDATE t SET id = 2 WHERE id = 2", 3);

        var read = exchange.rows().get(1);
        assertThat(read.get("xi")).isEqualTo(7L);
        assertThat(read.get("xu")).isEqualTo("0b8e2c5e-6f0d-4a55-8e0a-1d2c3b4a5f60");
        assertThat(read).isEqualTo(exchange.rows().get(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER TABLE t DROP v                              | INSERT INTO t VALUES (1)                | column public.t.v is gone
            ALTER TABLE t RENAME v TO w                       | INSERT INTO t VALUES (1, 'a')           | column public.t.v is gone
            ALTER TABLE t DROP id                             | INSERT INTO t VALUES ('a')              | key [id] of table public.t
            ALTER TABLE t RENAME id TO i                      | INSERT INTO t VALUES (1, 'a')           | column public.t.id is gone
            ALTER TABLE t ALTER id TYPE text                  | INSERT INTO t VALUES ('k', 'a')         | string, not long
            ALTER TABLE t ALTER v TYPE int USING v::int       | INSERT INTO t VALUES (1, 1)             | int32, not string
            """)
    void an_altered_table_never_stops_the_agent(String altered, String change, String reason) {
        database.table("t", "id bigint PRIMARY KEY, v text");
        contract("\"string\"");
        database.table("other", "id bigint PRIMARY KEY");
        exchange.dataset("public.other", "other", "{\"name\": \"id\", \"type\": \"long\"}", "id");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (7, '7')");
            exchange.awaitEvents(1);
            database.sql(altered, change, "INSERT INTO other VALUES (1)");
            exchange.awaitEvents(2);

            assertThat(heldFor(running)).contains(reason);
            assertThat(running.isOver()).isFalse();
        }
        // And it begins again in that state.
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO other VALUES (2)");
            exchange.awaitEvents(3);
        }
    }

    @Test
    void a_narrower_type_flows_on() {
        database.table("t", "id bigint PRIMARY KEY, v numeric(12,2)");
        contract("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":12,\"scale\":2}");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO t VALUES (1, 1.25)",
                    "ALTER TABLE t ALTER v TYPE numeric(4,0)",
                    "INSERT INTO t VALUES (2, 7)");
            exchange.awaitEvents(2);
        }
        assertThat(exchange.rows()).hasSize(2);
    }

    @Test
    void a_table_that_is_renamed_is_a_gap() {
        database.table("t", "id bigint PRIMARY KEY, v text");
        contract("\"string\"");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("ALTER TABLE t RENAME TO t2");

            assertThat(running.failure()).isInstanceOf(AgentFailure.Gap.class).hasMessageContaining("table public.t");
        }
    }

    private static String heldFor(Running running) {
        Running.await(() -> running.isOver() || !running.capture().held().isEmpty());
        return running.capture().held().get(0).reason();
    }

    private void capture(String sql, int records) {
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(sql);
            exchange.awaitEvents(records);
        }
    }

    private void contract(String field) {
        exchange.dataset(
                "public.t",
                "types",
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"v\", \"type\": [\"null\", " + field + "]}",
                "id");
    }
}
