package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan says what a run would do, and does nothing of it. */
@SuppressWarnings("try")
class PostgresPlanStoreTest {
    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @BeforeEach
    void oneTable() {
        database.table("person", "id bigint PRIMARY KEY, amount numeric(10,2) NOT NULL, born date, secret text");
        database.sql("INSERT INTO person SELECT i, 1 FROM generate_series(1, 250) i");
        exchange.dataset("public.person", "person", """
                {"name": "id", "type": "long"},
                {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
                {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}]}""", "id");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void it_says_what_is_captured_and_what_stays() {
        database.sql("ANALYZE person");

        assertThat(plan().lines())
                .containsExactly(
                        "agent moj.civil: database "
                                + exchange.config().database().place() + ", publication mach",
                        "  slot    " + database.slot + ", to be made",
                        "  offset  none that is visible: starts with a snapshot of all tables",
                        "",
                        "table public.person -> dataset moj.person",
                        "  topic   data.moj.person, 6 partitions",
                        "  key     id",
                        "  rows    about 250",
                        "    column  of type  -> field   Avro type",
                        "    id      int8     -> id      long",
                        "    amount  numeric  -> amount  decimal(10,2)",
                        "    born    date     -> born    date or null",
                        "  stays   secret");
    }

    @Test
    void it_creates_nothing() {
        plan();

        assertThat(database.value(
                        "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'"))
                .isEqualTo("0");
        assertThat(exchange.log.commits()).isZero();
    }

    @Test
    void it_says_where_an_agent_continues_or_why_it_cannot() {
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(250);
        }
        assertThat(plan()).contains(database.slot + ", there", "  offset  continues at ", " of epoch ");

        database.sql("ALTER PUBLICATION mach DROP TABLE person", "ALTER PUBLICATION mach ADD TABLE person");
        assertThat(plan()).contains("  offset  does not start: table public.person was out of its publication");
    }

    @Test
    void a_table_or_column_that_is_missing_is_said() {
        database.sql("ALTER TABLE person DROP born");
        assertThat(plan()).contains("born    missing  -> born");

        database.sql("DROP TABLE person");
        assertThat(plan()).contains("rows    the table is missing");
    }

    private String plan() {
        return PostgresPlan.of(exchange.config(), exchange.captured(), exchange.log::last);
    }
}
