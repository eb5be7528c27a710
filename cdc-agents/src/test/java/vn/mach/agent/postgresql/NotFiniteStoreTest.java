package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.progress.AgentFailure;

/** A numeric that is no number concerns its table only, whether a snapshot reads it, the log tells it, or it is read again. */
@SuppressWarnings("try")
class NotFiniteStoreTest {
    private static final String FIELDS = """
            {"name": "id", "type": "long"},
            {"name": "n", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}]}""";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "numeric(10,2); NaN; DEFAULT",
                "numeric; NaN; FULL",
                "numeric; Infinity; DEFAULT",
                "numeric; -Infinity; FULL",
                "amount; NaN; DEFAULT"
            })
    void told_by_the_log_it_holds_its_table_until_the_row_is_changed(String type, String value, String identity) {
        tables(type + " DEFAULT '" + value + "'");
        database.sql("ALTER TABLE t REPLICA IDENTITY " + identity);
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 1.50), (2, 2)", "UPDATE t SET n = '" + value + "' WHERE id = 1");
            database.sql("INSERT INTO t VALUES (3, 3)", "INSERT INTO other SELECT generate_series(1, 20)");
            Running.await(
                    () -> running.isOver() || running.capture().held().stream().anyMatch(held -> held.changes() == 2));
            exchange.awaitEvents(22);

            assertThat(running.isOver()).isFalse();
            assertThat(exchange.events("moj.other")).hasSize(20);
            assertThat(running.capture().held()).singleElement().satisfies(held -> assertThat(held.reason())
                    .contains("column public.t.n is NaN or infinite")
                    .contains("change the row")
                    .hasLineCount(1));

            database.sql("UPDATE t SET n = 7.25 WHERE id = 1");
            Running.await(() -> running.isOver() || running.capture().held().isEmpty());
            Running.await(() -> exchange.content("moj.types").size() == 3);
        }

        assertThat(exchange.events("moj.types").stream()
                        .filter(event -> event.after().get("id").equals(1L))
                        .toList())
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(exchange.content("moj.types")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"'numeric(10,2)', NaN", "numeric, Infinity"})
    void read_again_it_holds_its_table(String type, String value) {
        tables(type);
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, '" + value + "')", "INSERT INTO other VALUES (1)");
            exchange.awaitEvents(1);
            running.capture().reread(Set.of("public.t"), Standing.Reread.EVERYTHING);
            Running.await(() -> running.isOver() || running.capture().held().size() == 1);

            assertThat(running.isOver()).isFalse();
            assertThat(running.capture().held()).singleElement().satisfies(held -> assertThat(held.reason())
                    .contains("n is NaN or infinite"));
        }
    }

    @ParameterizedTest
    @CsvSource({"'numeric(10,2)', NaN", "numeric, Infinity", "numeric, -Infinity"})
    void a_snapshot_says_the_same_of_it(String type, String value) {
        tables(type);
        database.sql("INSERT INTO t VALUES (1, '" + value + "')");

        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Unfit.class)
                    .hasMessageContaining("column public.t.n is NaN or infinite")
                    .hasMessageContaining("change the row");
        }
        assertThat(exchange.arrived()).isEmpty();
    }

    /** With the old row in the log a change goes Debezium's way, which would take the zeros from the end. */
    @Test
    void a_numeric_without_a_scale_has_one_hash_by_snapshot_by_log_and_by_reading_again() {
        database.table("t", "id bigint PRIMARY KEY, n numeric, v text");
        database.sql("ALTER TABLE t REPLICA IDENTITY FULL", "INSERT INTO t VALUES (1, 1500.50)");
        exchange.dataset("public.t", "types", """
                {"name": "id", "type": "long"}, {"name": "n", "type": ["null", "string"]}""", "id");
        exchange.hash("6d616368".repeat(8), "public.t", "n");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("UPDATE t SET v = 'a'", "INSERT INTO t VALUES (2, 1500.50)");
            exchange.awaitEvents(3);
            running.capture().reread(Set.of("public.t"), Standing.Reread.EVERYTHING);
            exchange.awaitEvents(5);
        }

        assertThat(exchange.rows())
                .extracting(row -> row.get("n").toString())
                .hasSize(5)
                .containsOnly(exchange.rows().get(0).get("n").toString());
    }

    private void tables(String type) {
        database.sql("CREATE DOMAIN amount AS numeric(12,2)");
        database.table("t", "id bigint PRIMARY KEY, n " + type);
        database.table("other", "id bigint PRIMARY KEY");
        exchange.dataset("public.t", "types", FIELDS, "id");
        exchange.dataset("public.other", "other", "{\"name\": \"id\", \"type\": \"long\"}", "id");
    }
}
