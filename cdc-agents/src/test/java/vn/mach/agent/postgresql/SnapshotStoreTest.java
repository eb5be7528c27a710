package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.SnapshotRows;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/** The agent reads the first snapshot itself, as of where its new slot begins. */
@SuppressWarnings("try")
class SnapshotStoreTest {
    private static final String ID = "{\"name\": \"id\", \"type\": \"long\"}";
    private static final String NAME = "{\"name\": \"name\", \"type\": [\"null\", \"string\"], \"default\": null}";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void what_was_open_when_it_began_arrives_once() throws SQLException {
        table("person");
        try (var open = database.connect()) {
            write(open);
            try (var running = exchange.start()) {
                awaitSlotInMaking();
                open.commit();
                running.awaitStreaming();
                database.sql("INSERT INTO person VALUES (2, 'after')");
                exchange.awaitEvents(2);
            }
        }

        assertThat(exchange.arrived())
                .containsExactly(
                        "r {\"id\": 1} {\"id\": 1, \"name\": \"open\"}",
                        "c {\"id\": 2} {\"id\": 2, \"name\": \"after\"}");
    }

    @Test
    void an_agent_that_waits_for_an_open_transaction_can_be_stopped_and_leaves_no_slot() throws SQLException {
        table("person");
        try (var open = database.connect()) {
            write(open);
            try (var running = exchange.start()) {
                awaitSlotInMaking();
                running.capture().close();
                Running.await(running::isOver);
            }
            Running.await(() -> database.value(
                            "SELECT slot_name FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'")
                    == null);
        }
    }

    @Test
    void an_agent_whose_log_budget_is_spent_meanwhile_ends_with_that() throws SQLException {
        table("person");
        try (var open = database.connect()) {
            write(open);
            try (var running = exchange.start()) {
                awaitSlotInMaking();
                running.capture().fail(new AgentFailure.Gap("spent"));
                assertThat(running.failure())
                        .isInstanceOf(AgentFailure.Gap.class)
                        .hasMessageStartingWith("spent;");
            }
        }
        assertThat(exchange.arrived()).isEmpty();
    }

    /** PostgreSQL shows such a table as empty to who looks at what was before. */
    @Test
    void a_table_that_is_rewritten_before_it_is_read_is_not_taken_for_empty() {
        table("first");
        table("second");
        database.sql("INSERT INTO first VALUES (1, 'a')", "INSERT INTO second VALUES (1, 'a')");

        try (var connected = Database.connect(exchange.config().database())) {
            var reader = new SnapshotReader(connected, "mach agent test", exchange.captured(), () -> false);
            var rows = new Told(() -> database.sql("ALTER TABLE second ALTER name TYPE varchar(9)"));

            assertThatThrownBy(() -> reader.read(rows))
                    .isInstanceOf(AgentFailure.Unavailable.class)
                    .hasMessageContaining("table public.second was rewritten");
            assertThat(rows.told).containsExactly("public.first");
        }
    }

    @Test
    void a_limit_of_the_dba_for_statements_is_not_one_for_the_snapshot() {
        table("person");
        database.sql("INSERT INTO person SELECT i, 'n' FROM generate_series(1, 100000) i");
        database.sql("ALTER ROLE mach_agent IN DATABASE " + database.name + " SET statement_timeout = '40ms'");

        try (var connected = Database.connect(exchange.config().database())) {
            var reader = new SnapshotReader(connected, "mach agent test", exchange.captured(), () -> false);
            var rows = new Told(() -> database.value("SELECT pg_sleep(0.1)"));

            assertThat(reader.read(rows)).isPresent();
            assertThat(rows.told).hasSize(100_000);
        }
    }

    @Test
    void a_number_that_counts_by_itself_is_a_number_however_it_is_read() {
        database.table(
                "counted",
                "id bigserial PRIMARY KEY, name text, small serial, by_rule int GENERATED ALWAYS AS IDENTITY");
        exchange.dataset(
                "public.counted",
                "counted",
                ID + ", " + NAME
                        + ", {\"name\": \"small\", \"type\": \"int\"}, {\"name\": \"by_rule\", \"type\": \"int\"}",
                "id");
        database.sql("INSERT INTO counted (name) VALUES ('a')");

        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(1);
            running.capture().reread(Set.of("public.counted"), Standing.Reread.EVERYTHING);
            exchange.awaitEvents(2);
        }

        assertThat(exchange.rows()).hasSize(2).allSatisfy(row -> assertThat(row)
                .hasToString("{\"id\": 1, \"name\": \"a\", \"small\": 1, \"by_rule\": 1}"));
    }

    private void table(String name) {
        database.table(name, "id bigint PRIMARY KEY, name text");
        exchange.dataset("public." + name, name, ID + ", " + NAME, "id");
    }

    private static void write(Connection open) throws SQLException {
        open.setAutoCommit(false);
        open.createStatement().execute("INSERT INTO person VALUES (1, 'open')");
    }

    private void awaitSlotInMaking() {
        Running.await(() -> "t"
                .equals(database.value("SELECT active AND confirmed_flush_lsn IS NULL"
                        + " FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'")));
    }

    /** Does something at the first row. */
    private static final class Told implements SnapshotRows {
        private final List<String> told = new ArrayList<>();
        private final Runnable first;

        Told(Runnable first) {
            this.first = first;
        }

        @Override
        public Table of(TableConfig table, List<String> columns, long at, long readAtMicros) {
            return values -> {
                if (told.isEmpty()) {
                    first.run();
                }
                told.add(table.table());
            };
        }

        @Override
        public void done(long at) {}
    }
}
