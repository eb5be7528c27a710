package vn.mach.benchmark;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Options;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Story;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * The whole path on real parts: from a commit in the source database to another agency's consumer. Rows/s of one large
 * transaction, and the latency of single-row transactions, each beside what the same broker does with opaque bytes in
 * the same run.
 */
public final class EndToEnd {
    private static final int ROUNDS = 3;
    private static final int ROWS = 100_000;
    private static final int PER_SECOND = 50;
    private static final int SECONDS = 15;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Sandbox sandbox;
    private final Gso gso;
    private final Subscriber subscriber;

    private EndToEnd(Sandbox sandbox, Subscriber subscriber) {
        this.sandbox = sandbox;
        this.gso = Gso.in(sandbox);
        this.subscriber = subscriber;
    }

    public static void main(String[] arguments) {
        var home = Home.find();
        var options = Options.isolated(home, home.directory().resolve("target/benchmark"));
        var out = System.out;
        try (var sandbox = Sandbox.start(options, Story::enrol, out)) {
            var registry = new Registry(sandbox);
            var view = ViewId.of(Gso.UNITS, "benchmark");
            registry.view(view, Map.of("condition", "level < 100", "columns", columns()));
            var secret = registry.account(Views.READER);
            registry.grant(view, Views.READER, "benchmark");
            try (var subscriber = new Views(sandbox).subscribe(view, secret, "benchmark")) {
                subscriber.await(it -> it.count() >= 10_806, PATIENCE);
                new EndToEnd(sandbox, subscriber).run();
            }
        }
        System.exit(0);
    }

    private static List<Map<String, String>> columns() {
        return List.of("code", "name", "kind", "level", "parent_code", "province_code").stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
    }

    private void run() {
        var raw = new OpaqueBytes(sandbox.kafka().admin());
        print("%-6s %18s %18s %8s", "round", "rows/s end to end", "opaque records/s", "ratio");
        for (int round = 1; round <= ROUNDS; round++) {
            var whole = rowsPerSecond(round);
            var bytes = raw.recordsPerSecond(ROWS);
            print("%-6d %18.0f %18.0f %8.3f", round, whole, bytes, whole / bytes);
        }
        print("%-6s %-22s %8s %8s %8s %8s", "round", "ms, " + PER_SECOND + " commits/s", "p50", "p95", "p99", "max");
        for (int round = 1; round <= ROUNDS; round++) {
            percentiles(round, "commit to consumer", latencies(round));
            percentiles(round, "opaque, transaction", raw.latencies(PER_SECOND, SECONDS));
        }
    }

    /** From the commit of one transaction to its last event at the consumer. */
    private double rowsPerSecond(int round) {
        int before = subscriber.count();
        execute("insert into administrative_unit select 'B" + round + "-' || i, 'Đơn vị thử ' || i, 'Xã', 3, '01', '01'"
                + " from generate_series(1, " + ROWS + ") i");
        var committed = System.nanoTime();
        if (!subscriber.await(it -> it.count() >= before + ROWS, PATIENCE)) {
            throw new IllegalStateException("only " + (subscriber.count() - before) + " of " + ROWS + " rows arrived");
        }
        return ROWS / ((System.nanoTime() - committed) / 1e9);
    }

    private double[] latencies(int round) {
        int before = subscriber.count();
        int count = PER_SECOND * SECONDS;
        try (var connection = gso.database().connect();
                var statement = connection.prepareStatement(
                        "update administrative_unit set name = ? where code = 'B" + round + "-' || ?")) {
            var next = System.nanoTime();
            for (int i = 1; i <= count; i++) {
                statement.setString(1, "Tên mới " + round + "." + i);
                statement.setInt(2, i);
                statement.executeUpdate();
                next += TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the workload itself failed", e);
        }
        subscriber.await(it -> it.count() >= before + count, PATIENCE);
        var seen = subscriber.seen();
        return seen.subList(before, before + count).stream()
                .mapToDouble(event -> event.latencyMicros() / 1_000.0)
                .toArray();
    }

    private void execute(String sql) {
        gso.database().transaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate(sql);
            }
        });
    }

    private static void percentiles(int round, String what, double[] millis) {
        Arrays.sort(millis);
        var row = new ArrayList<Object>(List.of(round, what));
        for (var share : new double[] {0.50, 0.95, 0.99, 1.0}) {
            row.add(millis[(int) Math.min(millis.length - 1, Math.floor(share * millis.length))]);
        }
        print("%-6d %-22s %8.1f %8.1f %8.1f %8.1f", row.toArray());
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
