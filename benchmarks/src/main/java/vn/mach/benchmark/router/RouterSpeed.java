package vn.mach.benchmark.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.sandbox.broker.KafkaBroker;
import vn.mach.sandbox.host.Ports;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.SchemaCatalog;

/**
 * What the router takes in, as a part of what Kafka Streams takes in that only passes bytes: same broker, records, partitions and
 * settings, one thread, exactly once. {@code RouterSpeed <rounds> [one|provinces|fan-out…]}.
 */
public final class RouterSpeed {
    private static final int RECORDS = Integer.getInteger("mach.benchmark.records", 300_000);
    private static final int COPIES = 10;
    private static final int PROVINCES = Residences.PROVINCES;
    private static final List<List<String>> PROJECTIONS = List.of(
            Residences.HALF,
            List.of("id", "id_number", "province_code"),
            List.of("id", "full_name", "address", "phone", "score"));

    private final Applications applications;
    private final int rounds;

    private RouterSpeed(Applications applications, int rounds) {
        this.applications = applications;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length == 0 ? 3 : Integer.parseInt(arguments[0]);
        var parts = arguments.length < 2
                ? List.of("one", "provinces", "fan-out")
                : Arrays.asList(arguments).subList(1, arguments.length);
        var directory = Files.createTempDirectory("mach-router-speed");
        var ports = Ports.settleOnFreePorts(directory.resolve("ports.properties"));
        var catalog = SchemaCatalog.connect(SchemaRegistryConnection.of("mock://benchmark"));
        try (var broker = KafkaBroker.start(directory.resolve("kafka"), ports, new Secret("benchmark-admin"));
                var bench = new Bench(broker.admin())) {
            bench.datasetTopics();
            bench.fill(new Residences(catalog), RECORDS);
            new RouterSpeed(new Applications(bench, directory.resolve("state"), catalog), rounds).run(parts);
        } finally {
            delete(directory);
        }
        System.exit(0);
    }

    private void run(List<String> parts) {
        say("%d records of %d bytes, %d partitions; records/s", RECORDS, 200, Residences.PARTITIONS);
        for (var part : parts) {
            switch (part) {
                case "one" -> measure("one view, half the columns", one(), () -> applications.copies(1));
                case "provinces" -> measure("63 views by province", provinces(), () -> applications.spread(PROVINCES));
                case "fan-out" ->
                    measure("10 views of all rows, 3 projections", fanOut(), () -> applications.copies(COPIES));
                default -> throw new IllegalArgumentException("no part is called " + part);
            }
        }
    }

    /** @param ofBytes what the topology of the same shape that passes bytes takes in, records a second */
    private void measure(String what, List<ViewDefinition> views, DoubleSupplier ofBytes) {
        say("%-40s %10s %10s %7s", what, "raw", "router", "ratio");
        var ratios = new ArrayList<Double>();
        for (int round = 0; round <= rounds; round++) {
            double raw = ofBytes.getAsDouble();
            double router = applications.router(views);
            say("%-40s %10.0f %10.0f %7.2f", round == 0 ? "(warm-up)" : "round " + round, raw, router, router / raw);
            if (round > 0) {
                ratios.add(router / raw);
            }
        }
        ratios.sort(null);
        say(
                "%-40s %29.2f [%.2f..%.2f]",
                "median", ratios.get(ratios.size() / 2), ratios.get(0), ratios.get(ratios.size() - 1));
    }

    private static List<ViewDefinition> one() {
        return List.of(Applications.view("all", "", Residences.HALF));
    }

    private static List<ViewDefinition> provinces() {
        return IntStream.range(0, PROVINCES).mapToObj(RouterSpeed::ofProvince).toList();
    }

    private static ViewDefinition ofProvince(int number) {
        var code = Residences.province(number);
        return Applications.view("province-" + code, "province_code = '" + code + "'", Residences.HALF);
    }

    private static List<ViewDefinition> fanOut() {
        return IntStream.range(0, COPIES)
                .mapToObj(i -> Applications.view("copy-" + i, "", PROJECTIONS.get(i % PROJECTIONS.size())))
                .toList();
    }

    static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @SuppressWarnings("SystemOut") // its answer
    private static void say(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }
}
