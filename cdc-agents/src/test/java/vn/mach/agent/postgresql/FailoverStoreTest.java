package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.StatusReporter.State;

/** Two servers, of which one takes over from the other. */
@SuppressWarnings("try")
class FailoverStoreTest {
    @TempDir
    private Path directory;

    private PostgresNode first;
    private PostgresNode second;
    private PostgresNode primary;
    private CountedRows rows;

    @BeforeEach
    void start() {
        first = PostgresNode.create(directory.resolve("first"));
        primary = first;
        rows = new CountedRows(() -> primary.port());
        first.sql("SELECT pg_create_physical_replication_slot('standby', true)");
        second = first.copy(directory.resolve("second")).asStandbyOf(first, "standby");
        rows.exchange.database.seenAt("127.0.0.1:" + first.port() + ", 127.0.0.1:" + second.port());
    }

    @AfterEach
    void stop() {
        rows.close();
        second.close();
        first.close();
    }

    @Test
    void the_agent_follows_a_promotion_under_load_and_every_change_is_published_once() {
        first.stop("fast");
        first.set(Map.of("synchronized_standby_slots", "standby")).start();
        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            assertThat(findings()).contains("WARN standby").contains("does not keep slot");
            awaitSynchronised();
            assertThat(findings())
                    .contains("is told a change when standby has it")
                    .contains("may be promoted");
            rows.write();
            rows.awaitCount(rows.exchange.log.records().size() + 500);

            first.kill9();
            second.promote();
            primary = second;

            rows.awaitCount(rows.exchange.log.records().size() + 500);
            rows.rest();
            var report = rows.audit();
            System.out.println("failover: " + report);
            assertThat(report).matches(CountedRows.Report::isWhole);
            assertThat(agent.told())
                    .filteredOn(told -> told.startsWith("WAITING"))
                    .isNotEmpty();
            assertThat(rows.exchange.log.last().source()).containsEntry("timeline", "2");
        }
    }

    @Test
    void a_promoted_server_without_the_last_published_changes_is_a_gap() {
        promoteWithout(() -> rows.countEach());

        try (var agent = rows.agent()) {
            assertThat(agent.failure())
                    .isInstanceOf(AgentFailure.Gap.class)
                    .hasMessageContaining("promoted without the last changes");
        }
    }

    @Test
    void the_same_gap_is_found_when_the_promoted_server_has_long_written_past_it() {
        promoteWithout(() -> rows.countEach());
        for (int i = 0; i < 30; i++) {
            rows.countEach();
        }

        try (var agent = rows.agent()) {
            assertThat(agent.failure())
                    .isInstanceOf(AgentFailure.Gap.class)
                    .hasMessageContaining("does not have the transaction");
        }
    }

    @Test
    void what_no_change_was_lost_of_is_no_gap_although_heartbeats_were() {
        promoteWithout(() -> {
            long before = SourceLog.boundary(rows.exchange.log.last());
            Running.await(() -> SourceLog.boundary(rows.exchange.log.last()) > before);
        });

        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            assertThat(rows.audit()).matches(CountedRows.Report::isWhole);
        }
    }

    @Test
    void an_old_primary_that_runs_again_is_not_taken_for_the_database() {
        promoteWithout(() -> {});
        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            assertThat(rows.audit()).matches(CountedRows.Report::isWhole);
            first.start();
        }

        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            assertThat(rows.audit()).matches(CountedRows.Report::isWhole);
            second.stop("fast");
            Running.await(() -> agent.told().stream().anyMatch(told -> told.contains("is on timeline 1")));
            second.start();
            assertThat(rows.audit()).matches(CountedRows.Report::isWhole);
        }
    }

    /** The second server is down while this is published by the first, which is then killed. */
    private void promoteWithout(Runnable published) {
        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            rows.countEach();
            rows.awaitCount(2 * CountedRows.ROWS);
            awaitSynchronised();
            Running.await(() -> SourceLog.boundary(rows.exchange.log.last()) <= received());
            second.stop("fast");
            int before = rows.exchange.log.records().size();
            published.run();
            Running.await(() -> agent.isOver() || isPublished(before));
        }
        first.kill9();
        second.start();
        second.promote();
        primary = second;
    }

    private boolean isPublished(int before) {
        var changes = Long.parseLong(rows.exchange.database.value("SELECT sum(n) FROM counted"));
        return rows.exchange.log.records().size() - CountedRows.ROWS >= changes && before >= 0;
    }

    private String findings() {
        var config = rows.exchange.config().database();
        try (var database = Database.connect(config)) {
            return new FailoverChecks(database, config.servers())
                    .look().stream()
                            .map(finding -> finding.verdict() + " " + finding.check() + " " + finding.detail())
                            .collect(Collectors.joining("\n"));
        }
    }

    private long received() {
        return Lsn.parse(second.value("SELECT pg_last_wal_replay_lsn()::text"));
    }

    private void awaitSynchronised() {
        Running.await(() -> "t"
                .equals(second.value("SELECT synced AND NOT temporary AND invalidation_reason IS NULL"
                        + " FROM pg_replication_slots WHERE slot_name = '" + rows.exchange.database.slot + "'")));
    }
}
