package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.publish.StatusReporter.State;

/** An idle captured table does not make a busy server keep its log; a paused agent does, and lets it go afterwards. */
@SuppressWarnings("try")
class HeartbeatStoreTest {
    private static final int BUSY = 48 << 20;

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @BeforeEach
    void oneTable() {
        database.table("person", "id bigint PRIMARY KEY");
        exchange.dataset("public.person", "person", "{\"name\": \"id\", \"type\": \"long\"}", "id");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void an_idle_table_beside_a_busy_one_that_is_not_captured_holds_no_log() {
        database.sql("CREATE TABLE traffic (t text)");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO traffic SELECT repeat('x', 1000) FROM generate_series(1, " + BUSY / 1000 + ")");

            awaitKeptBelow(BUSY / 4);
        }
    }

    @Test
    void an_idle_database_beside_a_busy_one_holds_no_log() {
        try (var busy = new TestDatabase();
                var running = exchange.start().awaitStreaming()) {
            busy.sql(
                    "CREATE TABLE traffic (t text)",
                    "INSERT INTO traffic SELECT repeat('x', 1000) FROM generate_series(1, " + BUSY / 1000 + ")");

            awaitKeptBelow(BUSY / 4);
        }
    }

    @Test
    void a_paused_agent_holds_the_log_and_when_it_goes_on_each_change_arrives_once() {
        var agent = Paused.agent(exchange);
        try (var running = exchange.start().awaitStreaming()) {
            agent.begins(State.STREAMING, null);
            agent.pause();
            int commits = exchange.log.commits();
            for (int i = 0; i < 20; i++) {
                database.sql("INSERT INTO person SELECT g FROM generate_series(" + (i * 1_000 + 1) + ", "
                        + (i + 1) * 1_000 + ") g");
            }
            database.write(BUSY);
            database.sql("CHECKPOINT");
            assertThat(kept()).isGreaterThan(BUSY);
            assertThat(exchange.log.commits()).isEqualTo(commits);
            assertThat(exchange.log.records()).isEmpty();

            agent.resume();

            exchange.awaitEvents(20_000);
            awaitKeptBelow(BUSY / 4);
        }
        assertThat(exchange.events()).hasSize(20_000);
        assertThat(agent.view().tables().get(0).rows()).containsEntry("create", 20_000L);
    }

    /** Checkpoints let the server see how far the slot is; it makes its own every few minutes. */
    private void awaitKeptBelow(long bytes) {
        Running.await(() -> {
            database.sql("CHECKPOINT");
            return kept() < bytes;
        });
    }

    private long kept() {
        return Long.parseLong(database.value("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint"
                + " FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'"));
    }
}
