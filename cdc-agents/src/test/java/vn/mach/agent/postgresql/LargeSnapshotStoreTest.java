package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.Capture;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Operation;

/** Tables that take longer to read than one Kafka transaction may. */
@SuppressWarnings("try")
class LargeSnapshotStoreTest {
    private static final int ROWS = 20_000;
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @BeforeEach
    void twoTables() {
        for (var table : new String[] {"first", "second"}) {
            database.table(table, "id bigint PRIMARY KEY, v bigint");
            database.sql("INSERT INTO " + table + " SELECT i, 0 FROM generate_series(1, " + ROWS + ") i");
            exchange.dataset("public." + table, table, """
                    {"name": "id", "type": "long"}, {"name": "v", "type": ["null", "long"]}""", "id");
        }
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void are_read_in_many_transactions_beside_the_stream() {
        giveUp();
        assertThat(exchange.arrived()).isEmpty();
        database.sql("DELETE FROM first WHERE id = 1", "UPDATE first SET v = 1 WHERE id = 2");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("DELETE FROM second WHERE id = 1", "UPDATE second SET v = 1 WHERE id = 2");
            awaitRead(running);
        }

        assertWhole();
        assertThat(exchange.events("moj.first"))
                .hasSize(ROWS - 1)
                .extracting(ChangeEvent::operation)
                .containsOnly(Operation.READ);
        assertThat(exchange.log.commits()).isGreaterThan(10);
        assertThat(database.value("SELECT string_agg(slot_name, ',') FROM pg_replication_slots WHERE database = '"
                        + database.name + "'"))
                .isEqualTo(database.slot);
    }

    @Test
    void are_read_again_by_a_process_that_starts_after_one_was_killed_within() {
        giveUp();
        for (int n : new int[] {1, 2, 5, 9}) {
            exchange.log.dieAtCommit(n, n % 2 == 0);
            try (var running = exchange.start()) {
                Running.await(running::isOver);
            }
            exchange.log.live();
            database.sql(
                    "DELETE FROM first WHERE id = " + (100 + n),
                    "UPDATE first SET v = " + n + " WHERE id = " + (200 + n),
                    "INSERT INTO second VALUES (" + (ROWS + n) + ", 1)");
        }

        try (var running = exchange.start().awaitStreaming()) {
            awaitRead(running);
        }

        assertWhole();
    }

    private void giveUp() {
        try (var capture = new Capture(
                exchange.config(),
                PostgresSource::connect,
                exchange.captured(),
                exchange.destination(),
                LargeSnapshotStoreTest::ignore)) {
            assertThatThrownBy(() -> capture.run(SHORT, Duration.ofMinutes(1)))
                    .isInstanceOf(AgentFailure.Unavailable.class)
                    .hasMessageContaining("beside the stream");
        }
        assertThat(Standing.of(exchange.log.last()).rereads()).hasSize(2);
    }

    private static void ignore(State state) {
        assertThat(state).isEqualTo(State.SNAPSHOTTING);
    }

    private void awaitRead(Running running) {
        Running.await(() ->
                running.isOver() || Standing.of(exchange.log.last()).rereads().isEmpty());
        assertThat(running.isOver()).isFalse();
        Running.await(() -> isWhole("first") && isWhole("second"));
    }

    private boolean isWhole(String table) {
        return exchange.content("moj." + table).size()
                == Integer.parseInt(String.valueOf(database.value("SELECT count(*) FROM " + table)));
    }

    /** A reader that takes what comes in its order has the table, and of each key the positions never go back. */
    private void assertWhole() {
        for (var table : new String[] {"first", "second"}) {
            assertThat(exchange.content("moj." + table).values().stream()
                            .map(row -> row.replaceAll("[^0-9,]", ""))
                            .sorted()
                            .toList())
                    .isEqualTo(database.value("SELECT string_agg(id || ',' || v, ' ') FROM " + table)
                            .lines()
                            .flatMap(line -> java.util.Arrays.stream(line.split(" ")))
                            .sorted()
                            .toList());
            assertThat(exchange.events("moj." + table))
                    .extracting(event -> event.source().position())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }
}
