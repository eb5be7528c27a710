package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.Epoch;

/** An agent starts only where its dataset continues. */
@SuppressWarnings("try")
class StartStoreTest {
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
    void a_slot_that_the_agent_did_not_make_is_left_alone() {
        database.value("SELECT pg_create_logical_replication_slot('" + database.slot + "', 'pgoutput')");

        assertThat(failure())
                .isInstanceOf(AgentFailure.Misconfigured.class)
                .hasMessageContaining("replication slot " + database.slot + " exists")
                .hasMessageContaining("pg_drop_replication_slot");
        assertThat(database.value(
                        "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'"))
                .isEqualTo("1");
    }

    @Test
    void a_new_agent_begins_after_every_earlier_one_and_keeps_its_epoch_when_it_starts_again() {
        int before = Epoch.next(null, Instant.now());
        capturedOnce();
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (2)");
            exchange.awaitEvents(2);
        }

        var epochs = exchange.events().stream()
                .map(event -> event.source().position().epoch())
                .distinct();
        assertThat(epochs).singleElement().satisfies(epoch -> assertThat(epoch).isGreaterThanOrEqualTo(before));
    }

    @Test
    void a_slot_that_is_gone_is_a_gap() {
        capturedOnce();
        dropSlot();

        assertThat(failure())
                .isInstanceOf(AgentFailure.Gap.class)
                .hasMessageContaining("slot_")
                .hasMessageContaining("is gone");
    }

    @Test
    void a_slot_that_was_made_again_by_hand_is_a_gap() {
        capturedOnce();
        dropSlot();
        database.sql("INSERT INTO person VALUES (2)");
        database.value("SELECT pg_create_logical_replication_slot('" + database.slot + "', 'pgoutput')");

        assertThat(failure()).isInstanceOf(AgentFailure.Gap.class).hasMessageContaining("the changes between are lost");
    }

    @Test
    void a_slot_that_was_advanced_by_hand_is_a_gap() {
        capturedOnce();
        database.sql("INSERT INTO person VALUES (2)");
        database.value("SELECT pg_replication_slot_advance('" + database.slot + "', pg_current_wal_lsn())");

        assertThat(failure()).isInstanceOf(AgentFailure.Gap.class).hasMessageContaining("is confirmed to");
    }

    @Test
    void a_database_that_does_not_answer_is_waited_for() {
        var config = database.config(java.util.Map.of("public.person", "person"));
        var away = new vn.mach.agent.config.DatabaseConfig(
                "127.0.0.1", 1, "db", "mach_agent", config.database().password(), database.slot, "mach");
        var moved = new vn.mach.agent.config.AgentConfig(
                config.agent(), config.kafka(), config.schemaRegistry(), away, config.tables());

        try (var running = new Running(moved, java.util.List.of(), exchange.log, exchange.catalog())) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Unavailable.class)
                    .hasMessageContaining("database 127.0.0.1:1/db does not answer");
        }
    }

    private void capturedOnce() {
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1)");
            exchange.awaitEvents(1);
        }
        Running.await(() -> "f"
                .equals(database.value(
                        "SELECT active FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'")));
    }

    private void dropSlot() {
        database.value("SELECT pg_drop_replication_slot('" + database.slot + "')");
    }

    private AgentFailure failure() {
        try (var running = exchange.start()) {
            return running.failure();
        }
    }
}
