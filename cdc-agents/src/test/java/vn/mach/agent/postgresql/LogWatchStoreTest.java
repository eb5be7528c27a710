package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.config.ByteSize;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.WhenSpent;
import vn.mach.agent.operate.KeptLog;
import vn.mach.agent.operate.KeptLog.Level;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.StatusReporter.State;

/** What a slot makes the server keep is seen, and bounded where the DBA wants it to be. */
@SuppressWarnings("try")
class LogWatchStoreTest {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;
    private final List<KeptLog> seen = new CopyOnWriteArrayList<>();
    private final List<AgentFailure.Gap> spent = new CopyOnWriteArrayList<>();

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
    void a_slot_that_nobody_reads_crosses_half_four_fifths_and_all_of_its_budget_and_stays() {
        slot();

        try (var watch = watch("20MB", WhenSpent.ALARM)) {
            for (var level : Level.values()) {
                while (last().level().compareTo(level) < 0) {
                    database.write(1 << 20);
                    awaitLook();
                }
            }
        }

        assertThat(levels()).containsExactly(Level.OK, Level.WARN, Level.ALARM, Level.SPENT);
        assertThat(last().keptBytes()).isBetween(20L << 20, 24L << 20);
        assertThat(last().lagBytes()).isBetween(19L << 20, last().keptBytes());
        assertThat(last().walStatus()).isEqualTo("reserved");
        assertThat(last().safeBytes()).isNull();
        assertThat(spent).isEmpty();
        assertThat(slots()).isEqualTo("1");
    }

    @Test
    void the_servers_own_limit_is_told_with_what_is_left_of_it() {
        slot();
        database.server("max_slot_wal_keep_size", "1GB");
        try (var watch = watch("10GB", WhenSpent.ALARM)) {
            Running.await(() -> last().limitBytes() != null);

            assertThat(last().limitBytes()).isEqualTo(1L << 30);
            assertThat(last().safeBytes()).isBetween(900L << 20, 1100L << 20);
        } finally {
            database.server("max_slot_wal_keep_size", "-1");
        }
    }

    @Test
    void a_dba_who_prefers_a_gap_to_a_full_disk_gets_it_even_of_an_agent_that_is_paused() {
        var agent = Paused.agent(exchange);
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1)");
            exchange.awaitEvents(1);
            agent.begins(State.STREAMING, null);
            agent.pause();
            database.sql("INSERT INTO person VALUES (2)");
            database.write(1 << 20);

            try (var watch = watch("1MB", WhenSpent.DROP_SLOT, gap -> {
                spent.add(gap);
                agent.end();
                running.capture().fail(gap);
            })) {
                assertThat(watch.awaitDropped(Duration.ofSeconds(20))).isTrue();
            }

            assertThat(slots()).isEqualTo("0");
            assertThat(spent).containsExactly((AgentFailure.Gap) running.failure());
            assertThat(spent.get(0))
                    .hasMessageContaining("bytes of log for replication slot " + database.slot)
                    .hasMessageContaining("drop-slot");
        }

        assertThat(exchange.arrived()).first().isEqualTo("c {\"id\": 1} {\"id\": 1}");
        assertThat(exchange.arrived())
                .contains("GAP 0", "GAP 5", "ctl.gaps false")
                .hasSize(8);
        try (var again = exchange.start()) {
            assertThat(again.failure()).isInstanceOf(AgentFailure.Gap.class);
        }
    }

    @Test
    void a_gap_is_told_though_the_agent_is_paused() {
        var agent = Paused.agent(exchange);
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1)");
            exchange.awaitEvents(1);
            agent.begins(State.STREAMING, null);
            agent.pause();

            database.sql("ALTER PUBLICATION mach DROP TABLE person");

            assertThat(running.failure()).isInstanceOf(AgentFailure.Gap.class);
        }
        assertThat(exchange.arrived()).contains("GAP 0", "ctl.gaps false");
    }

    @Test
    void a_watch_whose_connection_breaks_looks_again_over_another() {
        slot();
        try (var watch = watch("10GB", WhenSpent.ALARM)) {
            awaitLook();
            database.value(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'mach_agent'");

            Running.await(() -> seen.contains(null));
            Running.await(() -> last() != null);
        }
    }

    @Test
    void without_a_slot_nothing_is_kept_and_nothing_dropped() {
        try (var watch = watch("1MB", WhenSpent.DROP_SLOT)) {
            database.write(2 << 20);
            awaitLook();
            awaitLook();
        }

        assertThat(seen).containsOnlyNulls();
        assertThat(spent).isEmpty();
    }

    private void slot() {
        database.value("SELECT pg_create_logical_replication_slot('" + database.slot + "', 'pgoutput')");
    }

    private String slots() {
        return database.value("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'");
    }

    private LogWatch watch(String budget, WhenSpent whenSpent) {
        return watch(budget, whenSpent, spent::add);
    }

    private LogWatch watch(String budget, WhenSpent whenSpent, Consumer<AgentFailure.Gap> ends) {
        var from = exchange.config().database();
        var config = new DatabaseConfig(
                from.kind(),
                from.host(),
                from.port(),
                from.name(),
                from.user(),
                from.password(),
                from.slot(),
                from.publication(),
                ByteSize.parse(budget),
                whenSpent,
                null);
        var watch = new LogWatch(config, PAUSE, seen::add, ends).start();
        Running.await(() -> !seen.isEmpty());
        return watch;
    }

    /** A look that began after this was called, and one more for a look in progress. */
    private void awaitLook() {
        int before = seen.size();
        Running.await(() -> seen.size() > before + 1);
    }

    private KeptLog last() {
        return seen.get(seen.size() - 1);
    }

    private Stream<Level> levels() {
        return seen.stream().map(KeptLog::level).distinct();
    }
}
