package vn.mach.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.mach.agent.publish.AgentStatus;
import vn.mach.agent.publish.StatusReporter.State;

/** What an agent says of itself, and when. */
class ActivityTest {
    private static final long MEGABYTE = 1L << 20;

    private final AtomicLong nanos = new AtomicLong();
    private final Activity activity = new Activity(Configs.standard(), new PauseGate(), Clock.systemUTC(), nanos::get);
    private final List<AgentStatus> told = new ArrayList<>();

    @Test
    void each_change_is_told_once_and_silence_never_lasts_longer_than_30_seconds() {
        try (var announcements = new Announcements(activity, () -> {}, told::add, nanos::get)) {
            announcements.look();
            announcements.look();
            activity.begins(State.WAITING, "database away");
            announcements.look();
            pass(Duration.ofSeconds(29));
            announcements.look();
            assertThat(told).extracting(AgentStatus::reason).containsExactly("the agent starts", "database away");

            pass(Duration.ofSeconds(1));
            announcements.look();

            assertThat(told).hasSize(3);
        }
    }

    @Test
    void a_held_table_is_told_and_while_tables_are_read_so_is_how_far_every_10_seconds() {
        try (var announcements = new Announcements(activity, () -> {}, told::add, nanos::get)) {
            activity.begins(State.STREAMING, null);
            announcements.look();
            activity.holds(List.of(new AgentStatus.Held("public.person", "moj.person", "column born is gone", 1)));
            announcements.look();
            activity.holds(List.of(new AgentStatus.Held("public.person", "moj.person", "column born is gone", 2)));
            announcements.look();
            activity.rereads(new Reread(Reread.Kind.RESYNC, "public.person", 50, 400));
            announcements.look();
            pass(Duration.ofSeconds(10));
            announcements.look();
        }

        assertThat(told).hasSize(3);
        assertThat(told.get(1).held()).hasSize(1);
        assertThat(told.get(2).reading()).isEqualTo(new AgentStatus.Reading("resync", 50, 400));
    }

    @Test
    void a_snapshot_knows_its_rate_and_how_long_still() {
        activity.snapshots(List.of(600L, 400L));
        pass(Duration.ofSeconds(5));
        for (int i = 0; i < 250; i++) {
            activity.snapshotRow();
        }
        assertThat(activity.reading()).isEqualTo(new Reading.Now("snapshot", null, 250, 1_000, 50, 15L));

        for (int i = 0; i < 1_000; i++) {
            activity.snapshotRow();
        }

        assertThat(activity.reading().secondsLeft()).isNull();
    }

    @Test
    void each_table_that_is_read_again_has_a_rate_of_its_own_and_the_last_one_ends_it() {
        activity.rereads(new Reread(Reread.Kind.RESYNC, "public.person", 0, 400));
        pass(Duration.ofSeconds(10));
        activity.rereads(new Reread(Reread.Kind.RESYNC, "public.person", 100, 400));
        assertThat(StatusText.progress(activity.reading()))
                .isEqualTo("public.person: 100 of about 400 rows, 10 rows/s, about 30 s left");

        activity.rereads(new Reread(Reread.Kind.RESYNC, "public.address", 0, 7));
        assertThat(activity.reading().rowsPerSecond()).isZero();

        activity.rereads(null);
        assertThat(activity.reading()).isNull();
    }

    @Test
    void a_table_that_was_never_analysed_leaves_no_estimate() {
        activity.snapshots(List.of(600L, -1L));
        pass(Duration.ofSeconds(1));
        activity.snapshotRow();
        activity.rereads(null);

        assertThat(activity.reading()).isEqualTo(new Reading.Now("snapshot", null, 1, -1, 1, null));
        assertThat(StatusText.progress(activity.reading())).isEqualTo("1 rows, 1 rows/s");
    }

    @ParameterizedTest
    @CsvSource({
        "0, reserved, OK",
        "49, reserved, OK",
        "50, reserved, WARN",
        "79, extended, WARN",
        "80, extended, ALARM",
        "1, unreserved, ALARM",
        "1, lost, ALARM",
        "100, extended, SPENT",
        "500, lost, SPENT"
    })
    void half_a_budget_warns_four_fifths_alarm_and_all_is_spent(long megabytes, String status, KeptLog.Level level) {
        var kept = new KeptLog(megabytes * MEGABYTE, 0, status, null, null, 100 * MEGABYTE);

        assertThat(kept.level()).isEqualTo(level);
    }

    @Test
    void the_status_for_people_says_what_counts() {
        activity.begins(State.WAITING, "database 10.0.0.1 does not answer");
        activity.keeps(new KeptLog(6 * MEGABYTE, 2048, "extended", 3 * MEGABYTE, 9 * MEGABYTE, 10 * MEGABYTE));
        activity.holds(List.of(new AgentStatus.Held("public.person", "moj.person", "column born is gone", 7)));

        assertThat(StatusText.text(activity.view()))
                .contains("WAITING since", ": database 10.0.0.1 does not answer")
                .contains("6.0 MB of 10.0 MB kept for slot mach_civil (warn), 2.0 kB not published yet")
                .contains("wal_status extended, 3.0 MB until the server may give the slot up")
                .contains("HELD, 7 changes wait: column born is gone")
                .contains("last error");
    }

    @Test
    void every_metric_has_one_type_and_every_sample_a_number() {
        activity.keeps(new KeptLog(6 * MEGABYTE, 2048, "extended", null, null, 10 * MEGABYTE));
        activity.snapshots(List.of(10L));
        activity.flow().committed(Duration.ofMillis(7).toNanos(), -1);

        var lines = MetricsText.of(activity.view(), activity.flow()).lines().toList();

        var types = lines.stream().filter(line -> line.startsWith("# TYPE")).toList();
        assertThat(types).doesNotHaveDuplicates().allMatch(line -> line.matches("# TYPE mach_agent_[a-z_]+ [a-z]+"));
        assertThat(lines.stream().filter(line -> !line.startsWith("#")))
                .allMatch(line -> line.matches("[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? [-0-9.E]+"));
        assertThat(lines)
                .contains(
                        "mach_agent_commit_seconds_bucket{le=\"0.005\"} 0",
                        "mach_agent_commit_seconds_bucket{le=\"0.01\"} 1",
                        "mach_agent_commit_seconds_bucket{le=\"+Inf\"} 1",
                        "mach_agent_commit_seconds_count 1",
                        "mach_agent_log_kept_bytes 6291456",
                        "mach_agent_log_level{level=\"warn\"} 1",
                        "mach_agent_wal_status{status=\"extended\"} 1",
                        "mach_agent_reading_rows_expected{kind=\"snapshot\"} 10")
                .noneMatch(line -> line.startsWith("mach_agent_log_safe_bytes "));
    }

    @Test
    void every_metric_is_documented_and_every_documented_one_is_there() throws IOException {
        var page = Files.readString(Path.of("../docs/agents-metrics.md"));
        var documented = Pattern.compile("^\\| `(mach_agent_[a-z_]+)` \\| ([a-z]+) ", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(row -> "# TYPE " + row.group(1) + " " + row.group(2))
                .toList();

        var told = MetricsText.of(activity.view(), activity.flow())
                .lines()
                .filter(line -> line.startsWith("# TYPE"))
                .toList();

        assertThat(documented).containsExactlyInAnyOrderElementsOf(told);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
