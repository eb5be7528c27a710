package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.mach.agent.progress.AgentFailure;

/** A table is altered while the agent captures it: what no longer fits the contract stops the agent, never bends. */
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
    void a_column_of_another_type_stops_the_agent_before_anything_wrong_is_published(
            String type, String field, String altered, String value, String found) {
        database.table("t", "id bigint PRIMARY KEY, v " + type);
        contract(field);

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "ALTER TABLE t ALTER v TYPE " + altered,
                    "INSERT INTO t VALUES (1, " + value.replace('"', '\'') + ")");

            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Broken.class)
                    .hasMessageContaining("column public.t.v has another type")
                    .hasMessageContaining(found)
                    .hasMessageContaining("register a contract")
                    .hasMessageNotContaining("An")
                    .satisfies(failure -> assertThat(failure.getMessage()).hasLineCount(1));
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
            running.failure();
        }
        contract("\"long\"");

        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(2);
        }

        assertThat(exchange.rows())
                .extracting(row -> ((Number) row.get("v")).longValue())
                .containsExactly(5L, 3_000_000_000L);
    }

    private void contract(String field) {
        exchange.dataset(
                "public.t",
                "types",
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"v\", \"type\": [\"null\", " + field + "]}",
                "id");
    }
}
