package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.agent.progress.AgentFailure;

/** What the log does not tell: a table was out of the publication, or is another one. Each is a gap. */
@SuppressWarnings("try")
class TableMarksStoreTest {
    private static final String UNPUBLISHED =
            "ALTER PUBLICATION mach DROP TABLE person; INSERT INTO person VALUES (2, 'lost');"
                    + " ALTER PUBLICATION mach ADD TABLE person";
    private static final String ANOTHER_TABLE =
            "DROP TABLE person; CREATE TABLE person (id bigint PRIMARY KEY, code text"
                    + " NOT NULL UNIQUE); GRANT SELECT ON person TO mach_agent; ALTER PUBLICATION mach ADD TABLE person";
    private static final String ANOTHER_PUBLICATION =
            "DROP PUBLICATION mach; CREATE PUBLICATION mach FOR TABLE person; INSERT INTO person VALUES (2, 'lost')";
    private static final String CONDITION = "ALTER PUBLICATION mach SET TABLE person WHERE (id > 5)";
    private static final String ANOTHER_IDENTITY = "ALTER TABLE person REPLICA IDENTITY USING INDEX person_code_key";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @BeforeEach
    void oneTable() {
        database.table("person", "id bigint PRIMARY KEY, code text NOT NULL UNIQUE");
        exchange.dataset("public.person", "person", "{\"name\": \"id\", \"type\": \"long\"}", "id");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {UNPUBLISHED, ANOTHER_TABLE, CONDITION, ANOTHER_IDENTITY})
    void what_is_done_to_a_table_while_it_is_captured_is_noticed(String sql) {
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1, 'a')");
            exchange.awaitEvents(1);
            statements(sql);

            assertGap(running.failure());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {UNPUBLISHED, ANOTHER_TABLE, ANOTHER_PUBLICATION})
    void what_is_done_to_a_table_while_the_agent_is_stopped_is_noticed(String sql) {
        captureOnce();
        statements(sql);

        try (var running = exchange.start()) {
            assertGap(running.failure());
        }
        assertThat(exchange.events()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE person REPLICA IDENTITY FULL",
                "ALTER TABLE person ADD note text",
                "CREATE TABLE other (id int PRIMARY KEY); ALTER PUBLICATION mach ADD TABLE other",
                "VACUUM FULL person",
                "TRUNCATE other_empty"
            })
    void what_loses_nothing_is_no_gap(String sql) {
        database.sql("CREATE TABLE other_empty (id int)");
        captureOnce();
        statements(sql);

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person (id, code) VALUES (9, 'z')");
            exchange.awaitEvents(2);
        }
    }

    private void captureOnce() {
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1, 'a')");
            exchange.awaitEvents(1);
        }
    }

    private void statements(String sql) {
        database.sql(sql.split("; "));
    }

    private static void assertGap(AgentFailure failure) {
        assertThat(failure)
                .isInstanceOf(AgentFailure.Gap.class)
                .hasMessageContaining("table public.person ")
                .hasMessageContaining("ask for a resync, then start the agent");
        assertThat(failure.getMessage()).hasLineCount(1);
    }
}
