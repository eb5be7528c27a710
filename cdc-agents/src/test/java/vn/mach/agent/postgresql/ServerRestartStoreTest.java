package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.StatusReporter.State;

/** A database that goes away and comes back, with all it had or with less. */
@SuppressWarnings("try")
class ServerRestartStoreTest {
    private static final int LOOPS = Integer.getInteger("mach.restarts", 2);

    @TempDir
    private Path directory;

    private PostgresNode server;
    private CountedRows rows;

    @BeforeEach
    void start() {
        server = PostgresNode.create(directory.resolve("server"));
        rows = new CountedRows(server::port);
    }

    @AfterEach
    void stop() {
        rows.close();
        server.close();
    }

    @Test
    void restarts_under_load_in_order_and_by_crash_lose_nothing_and_the_agent_is_back_in_seconds() {
        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            rows.write();
            for (int loop = 0; loop < LOOPS; loop++) {
                for (var mode : List.of("fast", "immediate")) {
                    rows.awaitCount(rows.exchange.log.records().size() + 200);
                    server.stop(mode);
                    Running.await(() -> agent.state() == State.WAITING);
                    server.start();
                    long started = System.nanoTime();
                    Running.await(() -> agent.state() == State.STREAMING);
                    long millis = (System.nanoTime() - started) / 1_000_000;
                    System.out.printf("restart %d %s: streams again after %d ms%n", loop + 1, mode, millis);
                    assertThat(millis).isLessThan(15_000);
                }
            }
            rows.rest();

            var report = rows.audit();
            System.out.println(report);
            assertThat(report).matches(CountedRows.Report::isWhole);
            assertThat(agent.isOver()).isFalse();
        }
    }

    @Test
    void a_backup_that_is_put_back_is_a_gap_when_changes_after_it_were_published() {
        var backup = publishAfterBackup();

        server.restore(backup);

        assertGap("was restored to an earlier state");
    }

    @Test
    void a_restored_database_that_has_written_past_all_that_was_published_is_a_gap_too() {
        var backup = publishAfterBackup();
        long published = end();

        server.restore(backup);
        while (end() < published + 1_000) {
            rows.countEach();
        }

        assertGap("does not have the transaction");
    }

    @Test
    void a_backup_after_which_nothing_was_published_goes_on_where_it_was() {
        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            rows.countEach();
            rows.awaitCount(2 * CountedRows.ROWS);
        }
        var backup = server.copy(directory.resolve("backup"));
        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            server.sql("SELECT pg_switch_wal()");
            var before = rows.exchange.log.last();
            // Heartbeats move the boundary past the end of the backup's log.
            Running.await(() -> SourceLog.boundary(rows.exchange.log.last()) > SourceLog.boundary(before) + 1_000);
        }

        server.restore(backup);
        rows.countEach();

        try (var agent = rows.agent()) {
            assertThat(rows.audit()).matches(CountedRows.Report::isWhole);
        }
    }

    private PostgresNode publishAfterBackup() {
        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            rows.countEach();
            rows.awaitCount(2 * CountedRows.ROWS);
        }
        var backup = server.copy(directory.resolve("backup"));
        try (var agent = rows.agent()) {
            rows.countEach();
            rows.awaitCount(3 * CountedRows.ROWS);
        }
        return backup;
    }

    private long end() {
        return Lsn.parse(server.value("SELECT pg_current_wal_flush_lsn()::text"));
    }

    private void assertGap(String reason) {
        int published = rows.exchange.events().size();
        try (var agent = rows.agent()) {
            assertThat(agent.failure())
                    .isInstanceOf(AgentFailure.Gap.class)
                    .hasMessageContaining(reason)
                    .hasMessageNotContaining("\n")
                    .extracting(AgentFailure::exitCode)
                    .isEqualTo(3);
            assertThat(agent.told()).last().asString().contains(reason);
        }
        assertThat(rows.exchange.events()).hasSize(published);
    }
}
