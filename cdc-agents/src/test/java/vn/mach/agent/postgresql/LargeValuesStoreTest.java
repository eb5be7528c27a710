package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;

/** A value that is stored out of line arrives whole, though an update that leaves it alone does not carry it. */
@SuppressWarnings("try")
class LargeValuesStoreTest {
    private static final String PAPER = """
            {"name": "id", "type": "long"}, {"name": "name", "type": "string"}, {"name": "body", "type": ["null", "string"]},
            {"name": "scan", "type": ["null", "bytes"]}""";
    private static final String BODY = "xấp giấy ".repeat(150_000);

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    private void paper() {
        database.table("paper", "id bigint PRIMARY KEY, name text NOT NULL, body text, scan bytea");
        database.sql("ALTER TABLE paper ALTER body SET STORAGE EXTERNAL, ALTER scan SET STORAGE EXTERNAL");
        exchange.dataset("public.paper", "paper", PAPER, "id");
    }

    @Test
    void it_arrives_whole_with_each_update_of_another_column() {
        paper();
        database.sql("INSERT INTO paper VALUES (1, '0', '" + BODY + "', decode(repeat('00ff', 5000), 'hex'))");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("UPDATE paper SET name = '1'");
            exchange.awaitEvents(2);
            database.sql("UPDATE paper SET name = '2'");
            exchange.awaitEvents(3);
            // A delete, its tombstone and a create.
            database.sql("UPDATE paper SET id = 2, name = '3'");
            exchange.awaitEvents(6);
            database.sql("UPDATE paper SET scan = NULL, name = '4'");
            exchange.awaitEvents(7);
        }

        var rows = exchange.rows().stream().filter(row -> row != null).toList();
        assertThat(rows).extracting(row -> row.get("name")).containsExactly("0", "1", "2", "3", "4");
        assertThat(rows).extracting(row -> BODY.equals(row.get("body"))).containsOnly(true);
        assertThat(rows.subList(0, 4))
                .extracting(row -> ((ByteBuffer) row.get("scan")).remaining())
                .containsOnly(10_000);
        assertThat(rows.get(4).get("scan")).isNull();
    }

    @Test
    void an_update_of_a_row_that_is_gone_meanwhile_is_passed_over_and_its_delete_arrives() {
        paper();
        database.sql("INSERT INTO paper VALUES (1, '0', '" + BODY + "'), (2, '0', '" + BODY + "')");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(2);
        }
        database.sql(
                "UPDATE paper SET name = '1' WHERE id = 1",
                "UPDATE paper SET name = '2' WHERE id = 1; DELETE FROM paper WHERE id = 1; UPDATE paper SET name = '1' WHERE id = 2");

        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(5);
        }

        assertThat(exchange.events())
                .extracting(event -> event.operation().code()
                        + (event.after() == null ? "" : event.after().get("name")))
                .containsExactly("r0", "r0", "d", "u1");
        assertThat(exchange.events())
                .extracting(event -> event.source().position())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void a_newer_value_is_confirmed_by_the_change_that_made_it() {
        paper();
        database.sql("INSERT INTO paper VALUES (1, '0', repeat('old', 5000))");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(1);
        }
        database.sql("UPDATE paper SET name = '1'", "UPDATE paper SET body = repeat('new', 5000)");

        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(3);
        }

        assertThat(exchange.rows()).extracting(row -> row.get("name")).containsExactly("0", "1", "1");
        assertThat(exchange.rows().get(1).get("body")).isEqualTo("new".repeat(5_000));
        assertThat(exchange.rows().get(2).get("body")).isEqualTo("new".repeat(5_000));
    }

    @Test
    void a_value_is_never_older_than_what_its_own_transaction_wrote() {
        paper();
        database.sql("INSERT INTO paper VALUES (1, '0', repeat('1000 ', 1000))");

        try (var running = exchange.start().awaitStreaming()) {
            for (int i = 1_001; i <= 1_100; i++) {
                database.sql("UPDATE paper SET body = repeat('" + i + " ', 1000); UPDATE paper SET name = '" + i + "'");
            }
            exchange.awaitEvents(201);
        }

        var bodies = exchange.rows().stream()
                .map(row -> Integer.parseInt(row.get("body").toString().substring(0, 4)))
                .toList();
        assertThat(IntStream.rangeClosed(1, 100)).allSatisfy(i -> {
            assertThat(bodies.get(2 * i - 1)).isEqualTo(1_000 + i);
            assertThat(bodies.get(2 * i)).isGreaterThanOrEqualTo(1_000 + i);
        });
        assertThat(bodies.get(200)).isEqualTo(1_100);
    }

    @Test
    void a_transaction_that_the_log_tells_before_the_table_shows_it_is_waited_for() throws InterruptedException {
        paper();
        var writer = new Thread(() ->
                database.sql("INSERT INTO paper VALUES (1, '0', repeat('x', 9000)); UPDATE paper SET name = '1'"));
        try (var running = exchange.start().awaitStreaming()) {
            // Its commit is in the log, and waits for a standby that is away before anybody sees it.
            standby("'away'");
            writer.start();
            Thread.sleep(1_000);
            var visible = database.value("SELECT count(*) FROM paper");
            standby("''");
            writer.join();

            exchange.awaitEvents(2);
            assertThat(visible).isEqualTo("0");
        }

        assertThat(exchange.rows()).extracting(row -> row.get("name")).containsExactly("0", "1");
        assertThat(exchange.rows()).extracting(row -> row.get("body")).containsOnly("x".repeat(9_000));
    }

    private void standby(String name) {
        database.sql("ALTER SYSTEM SET synchronous_standby_names = " + name, "SELECT pg_reload_conf()");
        Running.await(() -> name.equals("'" + database.value("SHOW synchronous_standby_names") + "'"));
    }

    @Test
    void the_row_is_found_by_a_key_of_any_type() {
        database.sql("CREATE TYPE mood AS ENUM ('happy', 'sad')");
        database.table(
                "t",
                "u uuid, d date, ts timestamp, tz timestamptz, n numeric(10,3), c char(4), m mood, by bytea, i int2,"
                        + " name text NOT NULL, body text NOT NULL, PRIMARY KEY (u, d, ts, tz, n, c, m, by, i)");
        exchange.dataset("public.t", "types", """
                {"name": "u", "type": {"type": "string", "logicalType": "uuid"}},
                {"name": "d", "type": {"type": "int", "logicalType": "date"}},
                {"name": "ts", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
                {"name": "tz", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                {"name": "n", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 4}},
                {"name": "c", "type": "string"}, {"name": "m", "type": "string"}, {"name": "by", "type": "bytes"},
                {"name": "i", "type": "int"}, {"name": "name", "type": "string"}, {"name": "body", "type": "string"}""", "u", "d", "ts", "tz", "n", "c", "m", "by", "i");
        database.sql(
                "ALTER TABLE t ALTER body SET STORAGE EXTERNAL",
                "INSERT INTO t VALUES ('0b8e2c5e-6f0d-4a55-8e0a-1d2c3b4a5f60', '0044-03-15', '1500-02-28 12:34:56.789012',"
                        + " '2300-01-01 00:00:00.000001+07', -12.345, 'ab', 'sad', '\\x00ff', 7, '0', repeat('x', 9000))");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("UPDATE t SET name = '1'");
            exchange.awaitEvents(2);
        }

        assertThat(exchange.rows().get(1).get("name")).isEqualTo("1");
        assertThat(exchange.rows().get(1).get("body")).isEqualTo("x".repeat(9_000));
    }

    @Test
    void a_policy_that_hides_rows_from_the_agent_is_an_error_and_not_a_row_that_is_gone() {
        paper();
        database.sql("INSERT INTO paper VALUES (1, '0', repeat('x', 9000))");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("ALTER TABLE paper ENABLE ROW LEVEL SECURITY", "UPDATE paper SET name = '1'");

            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Broken.class)
                    .hasMessageContaining("row-level security");
        }
        assertThat(exchange.events()).hasSize(1);
    }
}
