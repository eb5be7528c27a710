package vn.mach.benchmark.registry;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Options;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Story;

/**
 * 10,000 agencies with an account each, 2,000 datasets, 20,000 grants: how long lists and searches take, how many mixed reads a second are
 * answered in time, and how long the reconciler takes with nothing to do. The registry is its own process beside PostgreSQL, Kafka and the
 * schema registry; no router runs. {@code RegistryScale [agencies datasets]}.
 */
public final class RegistryScale {
    private static final int CALLS = 200;
    private static final int PER_SECOND = 500;
    private static final int SECONDS = 20;
    private static final Duration CONVERGED = Duration.ofMinutes(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Sandbox sandbox;
    private final List<String> tokens = new ArrayList<>();

    private RegistryScale(Sandbox sandbox) {
        this.sandbox = sandbox;
        for (int i = 0; i < 6; i++) { // more than one: each caller has a rate of its own
            tokens.add(sandbox.identity().token("operator-" + i, "mic", Set.of("operator")));
        }
    }

    public static void main(String[] arguments) {
        int agencies = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
        int datasets = arguments.length < 2 ? 2_000 : Integer.parseInt(arguments[1]);
        var home = Home.find();
        var options = Options.isolated(home, home.directory().resolve("target/benchmark"));
        var out = System.out;
        try (var sandbox = Sandbox.start(options, Story::enrol, out)) {
            sandbox.router().stop();
            var model = ViewId.of(Gso.UNITS, "scale");
            new Registry(sandbox)
                    .view(model, Map.of("condition", "", "columns", List.of(Map.of("column", "code", "rule", "keep"))));
            sandbox.registry().stop();
            FilledCountry.fill(sandbox, model.toString(), agencies, datasets);
            sandbox.registry().restart();
            new RegistryScale(sandbox).run();
        }
        System.exit(0);
    }

    private void run() {
        reconcile();
        lists();
        mixed();
    }

    private void lists() {
        print("%-42s %8s %8s %8s", "ms, one after the other", "p50", "p99", "max");
        for (var path : paths()) {
            for (int i = 0; i < 20; i++) {
                timed(path, i);
            }
            var took = new double[CALLS];
            for (int i = 0; i < CALLS; i++) {
                took[i] = timed(path, i);
            }
            percentiles(path, took);
        }
    }

    private static List<String> paths() {
        return List.of(
                "/agencies?limit=100",
                "/agencies?limit=100&after=a05000",
                "/agencies/a00777",
                "/agencies/a00777/accounts",
                "/datasets?limit=100",
                "/datasets/a00777/units",
                "/views?limit=100",
                "/views/a00077/units/all",
                "/requests?limit=100",
                "/grants?limit=100",
                "/audit?action=agency",
                "/public/statistics");
    }

    /** Sent when they are due, whether or not others were answered; the time runs from when they were due. */
    private void mixed() {
        var took = new ConcurrentLinkedQueue<Double>();
        var refused = new AtomicInteger();
        var sent = new ArrayList<CompletableFuture<?>>();
        var paths = paths();
        long start = System.nanoTime();
        for (int i = 0; i < PER_SECOND * SECONDS; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
            LockSupport.parkNanos(due - System.nanoTime());
            sent.add(http.sendAsync(request(paths.get(i % paths.size()), i), HttpResponse.BodyHandlers.discarding())
                    .handle((answer, error) -> {
                        if (answer == null || answer.statusCode() != 200) {
                            refused.incrementAndGet();
                        }
                        return took.add((System.nanoTime() - due) / 1e6);
                    }));
        }
        sent.forEach(CompletableFuture::join);
        percentiles(
                PER_SECOND + "/s mixed, " + refused + " not answered with 200",
                took.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private void reconcile() {
        var operator = new Registry(sandbox).operator();
        long begun = System.nanoTime();
        int runs = 0;
        while (System.nanoTime() - begun < CONVERGED.toNanos()) {
            try {
                runs++;
                if (operator.post("/access/apply", Map.of()).path("acts").isEmpty()) {
                    break;
                }
            } catch (RuntimeException e) {
                print("  asked again after %.0f s: %s", (System.nanoTime() - begun) / 1e9, e);
            }
        }
        print("%-42s %8s %8s %8s", "ms", "p50", "p99", "max");
        print("everything was made in Kafka after %.0f s, %d runs", (System.nanoTime() - begun) / 1e9, runs);
        var took = new double[5];
        for (int i = 0; i < took.length; i++) {
            long start = System.nanoTime();
            operator.post("/access/apply", Map.of());
            took[i] = (System.nanoTime() - start) / 1e6;
        }
        percentiles("the reconciler with nothing to do", took);
    }

    private double timed(String path, int i) {
        try {
            long start = System.nanoTime();
            var answer = http.send(request(path, i), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " answered " + answer.statusCode() + " " + answer.body());
            }
            return (System.nanoTime() - start) / 1e6;
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, e);
        }
    }

    private HttpRequest request(String path, int i) {
        return HttpRequest.newBuilder(sandbox.api().resolve("/api/v1" + path))
                .header("Authorization", "Bearer " + tokens.get(i % tokens.size()))
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private static void percentiles(String what, double[] took) {
        Arrays.sort(took);
        print(
                "%-42s %8.1f %8.1f %8.1f",
                what, took[took.length / 2], took[took.length * 99 / 100], took[took.length - 1]);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
