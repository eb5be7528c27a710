package vn.mach.benchmark.router;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.router.topology.LiveViews;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.sandbox.broker.KafkaBroker;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.Ports;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.SchemaCatalog;

/**
 * The router over a million rows: how late a change is in a view, how long a new view takes to be filled and what the others
 * feel of it, and how long a router takes to be back. {@code RouterLife [rounds]}.
 */
@SuppressWarnings("try") // what runs meanwhile is not asked
public final class RouterLife {
    private static final int ROWS = Integer.getInteger("mach.benchmark.rows", 1_000_000);
    private static final Duration ROUND = Duration.ofSeconds(15);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String APPLICATION = "benchmark-router";
    private static final int SLOW = 1_000;
    private static final int FAST = 2_000;

    private final Bench bench;
    private final Applications applications;
    private final Residences rows;
    private final LiveViews live = new LiveViews();
    private final Path state;

    private RouterLife(Bench bench, Path state, SchemaCatalog catalog) {
        this.bench = bench;
        this.state = state;
        this.applications = new Applications(bench, state, catalog);
        this.rows = new Residences(catalog);
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length == 0 ? 3 : Integer.parseInt(arguments[0]);
        var directory = Files.createTempDirectory("mach-router-life");
        var ports = Ports.settleOnFreePorts(directory.resolve("ports.properties"));
        var catalog = SchemaCatalog.connect(SchemaRegistryConnection.of("mock://benchmark"));
        try (var broker = KafkaBroker.start(directory.resolve("kafka"), ports, new Secret("benchmark-admin"));
                var bench = new Bench(broker.admin())) {
            bench.datasetTopics();
            new RouterLife(bench, directory.resolve("state"), catalog).run(rounds);
        } finally {
            RouterSpeed.delete(directory);
        }
        System.exit(0);
    }

    private void run(int rounds) throws IOException {
        bench.fill(rows, ROWS);
        say("%d rows; milliseconds from the dataset's topic to a reader, at %d records/s", ROWS, SLOW);
        say("%-34s %8s %6s %6s %6s %6s", "", "records", "p50", "p95", "p99", "max");
        bench.topic("bytes", Residences.PARTITIONS);
        latency("bytes", Applications.passing("bytes"), "bytes", rounds);
        var first = offer("first");
        latency("router", applications.routing(live), first.id().topic(), rounds);
        try (var router = started(applications.routing(live), APPLICATION)) {
            bootstrap(first);
        }
        restore();
    }

    private ViewDefinition offer(String name) {
        var view = Applications.view(name, "", Residences.HALF);
        bench.topic(view.id().topic(), Residences.PARTITIONS);
        live.offer(new LiveView(view, LiveViews.Topic.PRESENT));
        return view;
    }

    private KafkaStreams started(Topology topology, String application) {
        var streams = applications.application(topology, application);
        streams.start();
        bench.awaitCaughtUp(application);
        return streams;
    }

    private void latency(String what, Topology topology, String output, int rounds) {
        var application = what.equals("router") ? APPLICATION : "benchmark-" + what;
        try (var streams = started(topology, application);
                var load = new SteadyLoad(bench, rows, ROWS, SLOW);
                var arrivals = new Arrivals(bench, output)) {
            var unused = arrivals.during(WARM_UP);
            for (int round = 1; round <= rounds; round++) {
                say("%-34s %s", what + ", round " + round, arrivals.during(ROUND));
            }
        }
    }

    private void bootstrap(ViewDefinition first) {
        try (var load = new SteadyLoad(bench, rows, ROWS, FAST);
                var arrivals = new Arrivals(bench, first.id().topic())) {
            var unused = arrivals.during(WARM_UP);
            say("%-34s %s", "at " + FAST + "/s, before", arrivals.during(ROUND));
            long began = System.nanoTime();
            var second = offer("second");
            var during = arrivals.until(() -> bench.ends(second.id().topic()) >= ROWS);
            double seconds = (System.nanoTime() - began) / 1e9;
            say("%-34s %s", "while a view is filled", during);
            say("a new view of %d rows is filled after %.1f s", ROWS, seconds);
        }
    }

    private void restore() throws IOException {
        long bytes = size(state);
        say(
                "state on disk: %.1f bytes a row; changelogs: %.1f bytes a row",
                (double) bytes / ROWS, (double) bench.bytes(APPLICATION) / ROWS);
        double kept = back();
        RouterSpeed.delete(state);
        double restored = back();
        say("back with its state: %.1f s; with the state restored from Kafka: %.1f s", kept, restored);
    }

    /** Seconds until it runs, which it does once its state is whole. */
    private double back() {
        long began = System.nanoTime();
        try (var streams = applications.application(applications.routing(live), APPLICATION)) {
            streams.start();
            Patience.until(() -> streams.state() == KafkaStreams.State.RUNNING, PATIENCE);
            double seconds = (System.nanoTime() - began) / 1e9;
            return seconds;
        }
    }

    private static long size(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        }
    }

    @SuppressWarnings("SystemOut") // its answer
    private static void say(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }
}
