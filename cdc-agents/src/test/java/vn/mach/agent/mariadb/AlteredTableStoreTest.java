package vn.mach.agent.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.agent.progress.AgentFailure;

/** A table is altered while the agent captures it, or while it is away: a row is read as the table was when it was written. */
@SuppressWarnings("try")
class AlteredTableStoreTest {
    private static final String ID = "{\"name\": \"id\", \"type\": \"long\"}";
    private static final String A = ", {\"name\": \"a\", \"type\": [\"null\", \"string\"], \"default\": null}";

    private final Exchange exchange = new Exchange();
    private final TestMariaDb database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rows_are_read_as_their_table_was_then(boolean away) {
        database.table("t", "id bigint PRIMARY KEY, a varchar(20), b int");
        exchange.dataset("t", "types", ID + A, "id");
        String[] statements = {
            "INSERT INTO t VALUES (1, 'one', 1)",
            "ALTER TABLE t ADD z varchar(20) DEFAULT 'z' FIRST, ADD j JSON AFTER id",
            "INSERT INTO t (id, a) VALUES (2, 'two')",
            "ALTER TABLE t DROP b, MODIFY a text",
            "INSERT INTO t (id, a) VALUES (3, 'three')",
            "ALTER TABLE t MODIFY a varchar(5) AFTER z, ADD COLUMN flag BOOLEAN NOT NULL DEFAULT true, CONVERT TO CHARACTER SET latin1",
            "INSERT INTO t (id, a) VALUES (4, 'fôur')",
            "CREATE INDEX i ON t (a)",
            "UPDATE t SET a = 'new' WHERE id = 1"
        };

        if (away) {
            capture("INSERT INTO t VALUES (0, 'zero', 0)", 1);
            database.sql(statements);
            capture("DELETE FROM t WHERE id = 4", 8);
        } else {
            try (var running = exchange.start().awaitStreaming()) {
                database.sql("INSERT INTO t VALUES (0, 'zero', 0)");
                database.sql(statements);
                exchange.awaitEvents(6);
            }
            // What is stored suits what follows, and is not altered twice.
            capture("DELETE FROM t WHERE id = 4", 8);
        }

        assertThat(exchange.arrived())
                .containsExactly(
                        "c {\"id\": 0} {\"id\": 0, \"a\": \"zero\"}",
                        "c {\"id\": 1} {\"id\": 1, \"a\": \"one\"}",
                        "c {\"id\": 2} {\"id\": 2, \"a\": \"two\"}",
                        "c {\"id\": 3} {\"id\": 3, \"a\": \"three\"}",
                        "c {\"id\": 4} {\"id\": 4, \"a\": \"fôur\"}",
                        "u {\"id\": 1} {\"id\": 1, \"a\": \"new\"}",
                        "d {\"id\": 4} null",
                        "tombstone {\"id\": 4}");
    }

    @Test
    void tables_are_altered_again_and_again_and_the_agent_dies_in_between() {
        database.table("t", "id bigint PRIMARY KEY, a varchar(20)");
        exchange.dataset("t", "types", ID + A, "id");
        capture("INSERT INTO t VALUES (0, '0')", 1);

        for (int i = 1; i <= 12; i++) {
            database.sql("ALTER TABLE t ADD c" + i + " int DEFAULT " + i + " FIRST");
            database.sql("INSERT INTO t (id, a) VALUES (" + i + ", '" + i + "')");
            if (i % 3 == 0) {
                exchange.log.dieAtCommit(1, i % 2 == 0);
                try (var running = exchange.start()) {
                    assertThat(running.failure()).hasMessage("killed");
                }
                exchange.log.live();
            }
        }
        capture("INSERT INTO t (id, a) VALUES (13, '13')", 14);

        assertThat(exchange.rows())
                .extracting(row -> row.get("id") + "=" + row.get("a"))
                .containsExactly(
                        "0=0", "1=1", "2=2", "3=3", "4=4", "5=5", "6=6", "7=7", "8=8", "9=9", "10=10", "11=11", "12=12",
                        "13=13");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int           | "int"                               | bigint         | 3000000000           | int64, not int
            bigint        | "long"                              | decimal(12,2)  | 7.99                 | bytes Decimal, not long
            date          | {"type":"int","logicalType":"date"} | datetime       | "2025-07-01 10:00"   | int64 MicroTimestamp, not date
            varchar(20)   | "string"                            | varbinary(20)  | "x"                  | bytes, not string
            float         | "float"                             | double         | 0.1                  | float64, not float
            """)
    void a_column_of_another_type_holds_the_table_before_anything_wrong_is_published(
            String type, String field, String altered, String value, String found) {
        database.table("t", "id bigint PRIMARY KEY, v " + type);
        exchange.dataset("t", "types", ID + ", {\"name\": \"v\", \"type\": [\"null\", " + field + "]}", "id");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("ALTER TABLE t MODIFY v " + altered, "INSERT INTO t VALUES (1, " + value + ")");

            assertThat(heldReason(running))
                    .contains("column " + database.name + ".t.v has another type")
                    .contains(found);
        }
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void with_a_contract_of_the_new_type_the_table_flows_again_without_a_loss() {
        database.table("t", "id bigint PRIMARY KEY, v int");
        database.table("other", "id bigint PRIMARY KEY");
        exchange.dataset("other", "other", ID, "id");
        exchange.dataset("t", "types", ID + ", {\"name\": \"v\", \"type\": [\"null\", \"int\"]}", "id");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO t VALUES (1, 5)",
                    "ALTER TABLE t MODIFY v bigint",
                    "INSERT INTO t VALUES (2, 3000000000)",
                    "INSERT INTO other VALUES (1)");
            heldReason(running);
            Running.await(() -> exchange.events("moj.other").size() == 1);
        }
        database.sql("INSERT INTO t VALUES (3, 3000000001)");

        try (var running = exchange.start().awaitStreaming()) {
            Running.await(() -> running.capture().held().stream().anyMatch(held -> held.changes() == 2));
            exchange.dataset("t", "types", ID + ", {\"name\": \"v\", \"type\": [\"null\", \"long\"]}", "id");
            Running.await(() -> running.capture().held().isEmpty());
            database.sql("INSERT INTO t VALUES (4, 1)");
            Running.await(() -> exchange.events("moj.types").size() == 4);
        }

        assertThat(exchange.events("moj.types"))
                .extracting(event -> ((Number) event.after().get("v")).longValue())
                .containsExactly(5L, 3_000_000_000L, 3_000_000_001L, 1L);
    }

    @Test
    void a_column_that_is_dropped_holds_the_table_until_the_contract_is_without_it() {
        database.table("t", "id bigint PRIMARY KEY, a text");
        exchange.dataset("t", "types", ID + A, "id");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 'a')", "ALTER TABLE t DROP a", "INSERT INTO t VALUES (2)");
            assertThat(heldReason(running)).contains("column " + database.name + ".t.a is gone");

            exchange.dataset("t", "types", ID, "id");
            Running.await(() -> running.capture().held().isEmpty());
        }
        assertThat(exchange.rows()).extracting(row -> row.get("id")).containsExactly(1L, 2L);
    }

    private static String heldReason(Running running) {
        Running.await(() -> !running.capture().held().isEmpty() || running.isOver());
        return running.capture().held().get(0).reason();
    }

    @Test
    void a_column_added_while_the_agent_is_away_has_its_value_in_the_rows_of_before() {
        database.table("t", "id bigint PRIMARY KEY");
        exchange.dataset("t", "types", ID, "id");
        capture("INSERT INTO t VALUES (1)", 1);
        database.sql(
                "INSERT INTO t VALUES (2), (3)",
                "DELETE FROM t WHERE id = 3",
                "ALTER TABLE t ADD a text DEFAULT 'new'");
        exchange.dataset("t", "types", ID + A, "id");

        capture("INSERT INTO t VALUES (4, 'four')", 5);

        assertThat(exchange.arrived())
                .containsExactly(
                        "c {\"id\": 1} {\"id\": 1}",
                        "c {\"id\": 2} {\"id\": 2, \"a\": \"new\"}",
                        "d {\"id\": 3} null",
                        "tombstone {\"id\": 3}",
                        "c {\"id\": 4} {\"id\": 4, \"a\": \"four\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE t",
                "CREATE OR REPLACE TABLE t (id bigint PRIMARY KEY, a text)",
                "RENAME TABLE t TO old, t_new TO t",
                "ALTER TABLE t RENAME TO old",
                "ALTER TABLE t RENAME old",
                "ALTER TABLE t MODIFY a varchar(9); ALTER IGNORE TABLE t ADD UNIQUE (a)"
            })
    void a_table_that_is_not_the_same_any_more_is_a_gap(String statement) {
        database.table("t", "id bigint PRIMARY KEY, a text");
        exchange.dataset("t", "types", ID + A, "id");
        database.sql("CREATE TABLE t_new (id bigint PRIMARY KEY, a text)");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(statement.split(";"));
            database.sql("CREATE TABLE IF NOT EXISTS t (id bigint PRIMARY KEY, a text)");
            database.sql("INSERT INTO t VALUES (1, 'a')");

            assertThat(running.failure()).isInstanceOf(AgentFailure.Gap.class);
        }
        assertThat(exchange.events()).isEmpty();
    }

    @Test
    void renaming_a_column_or_another_table_is_no_gap() {
        database.table("t", "id bigint PRIMARY KEY, a text, b int, KEY k (b)");
        exchange.dataset("t", "types", ID + A, "id");
        database.sql("CREATE TABLE other (id int PRIMARY KEY)", "CREATE TABLE third (id int PRIMARY KEY, x int)");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "CREATE TABLE IF NOT EXISTS t (nothing int)",
                    "ALTER TABLE third ADD y int, DROP x",
                    "CREATE INDEX i ON third (y)",
                    "DROP INDEX i ON third",
                    "CREATE TABLE fourth LIKE third",
                    "CREATE TABLE fifth AS SELECT 1 AS one",
                    "RENAME TABLE other TO another",
                    "DROP TABLE another",
                    "ALTER TABLE t RENAME COLUMN b TO c",
                    "ALTER TABLE t RENAME KEY k TO k2",
                    "GRANT SELECT ON " + database.name + ".t TO " + TestMariaDb.USER + "@'%'",
                    "ANALYZE TABLE t",
                    "OPTIMIZE TABLE t",
                    "INSERT INTO t VALUES (1, 'a', 1)");
            exchange.awaitEvents(1);
        }

        assertThat(exchange.rows()).extracting(row -> row.get("a")).containsExactly("a");
    }

    @Test
    void partitions_and_triggers_and_views_and_sequences_do_no_harm() {
        database.table("t", "id bigint PRIMARY KEY, a text");
        exchange.dataset("t", "types", ID + A, "id");
        database.sql("CREATE TABLE audit (id bigint)");

        try (var running = exchange.start().awaitStreaming()) {
            for (var statement : List.of(
                    "ALTER TABLE t PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE)",
                    "CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT INTO audit VALUES (NEW.id)",
                    "CREATE VIEW v AS SELECT id FROM t",
                    "CREATE SEQUENCE s",
                    "SELECT NEXT VALUE FOR s",
                    "CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (2, 'by a procedure'); END",
                    "CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO DELETE FROM audit",
                    "INSERT INTO t VALUES (1, 'a')",
                    "CALL p()",
                    "INSERT INTO t VALUES (1, 'x') ON DUPLICATE KEY UPDATE a = 'b'",
                    "REPLACE INTO t VALUES (2, 'c')")) {
                database.sql(statement);
            }
            exchange.awaitEvents(4);
        }

        assertThat(exchange.arrived())
                .containsExactly(
                        "c {\"id\": 1} {\"id\": 1, \"a\": \"a\"}",
                        "c {\"id\": 2} {\"id\": 2, \"a\": \"by a procedure\"}",
                        "u {\"id\": 1} {\"id\": 1, \"a\": \"b\"}",
                        "u {\"id\": 2} {\"id\": 2, \"a\": \"c\"}");
    }

    private void capture(String sql, int awaited) {
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(sql);
            exchange.awaitEvents(awaited);
        }
    }
}
