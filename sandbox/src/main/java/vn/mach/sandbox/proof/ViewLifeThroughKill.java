package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Comparison;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * A view is filled, gets another definition, and is retired; at each the router is killed with SIGKILL at a random moment of its scan,
 * and the view must come to be what its SELECT is, and at last be gone. Read as the broker's administrator: what is granted does not
 * change.
 */
final class ViewLifeThroughKill {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MORE_ROWS = 60_000;
    private static final int LONGEST_MILLIS = 700;
    private static final List<String> COLUMNS = List.of("code", "name", "level", "parent_code", "province_code");
    private static final List<String> CONDITIONS = List.of(
            "level = 9 AND code LIKE 'Z%1'",
            "level = 9 AND code > 'Z3'",
            "code LIKE 'Z%' AND length(code) = 5",
            "level IN (1, 9) AND NOT code LIKE '%7%'");

    private final ProofSandbox place;
    private final Gso gso;
    private final Random random;
    private final Registry registry;

    ViewLifeThroughKill(ProofSandbox place, Gso gso, Random random) {
        this.place = place;
        this.gso = gso;
        this.random = random;
        this.registry = new Registry(place.sandbox());
    }

    boolean holds(int runs) {
        gso.database().transaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate(
                        "insert into administrative_unit select 'Z' || i, 'unit ' || i, '', 9, null, '01'"
                                + " from generate_series(1, " + MORE_ROWS + ") i on conflict do nothing");
            }
        });
        place.say("%-5s %-9s %-12s %9s %s", "run", "killed at", "while it is", "rows", "verdict");
        boolean held = true;
        for (int run = 1; run <= runs; run++) {
            held &= life(run);
        }
        return held;
    }

    private boolean life(int run) {
        var view = ViewId.of(Gso.UNITS, "life-" + run);
        var first = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
        var second = CONDITIONS.get((CONDITIONS.indexOf(first) + 1) % CONDITIONS.size());
        registry.view(view, definition(first));
        long killed = kill();
        boolean held;
        try (var reader = reader(view)) {
            held = isSelect(run, killed, "filled", first, reader);
            registry.redefine(view, definition(second));
            held &= isSelect(run, kill(), "changed", second, reader);
        }
        registry.retire(view);
        killed = kill();
        boolean gone = awaitGone(view);
        place.say("%-5d %-9d %-12s %9d %s", run, killed, "retired", 0, gone ? "topic gone" : "BROKEN: topic is there");
        return held && gone;
    }

    private boolean isSelect(int run, long killed, String what, String condition, Subscriber reader) {
        var select = "SELECT " + String.join(", ", COLUMNS) + " FROM administrative_unit WHERE " + condition;
        var comparison = Comparison.of(reader, gso.database(), select, List.of("code"), Comparison.AsShown.SAME);
        place.say(
                "%-5d %-9d %-12s %9d %s",
                run, killed, what, comparison.expected(), comparison.isEqual() ? "equal" : comparison);
        return comparison.isEqual();
    }

    /** The random moment of a kill is a time by its nature; nothing is waited for here. */
    private long kill() {
        int after = random.nextInt(LONGEST_MILLIS);
        Patience.pause(Duration.ofMillis(after));
        place.sandbox().router().kill9();
        place.sandbox().router().restart();
        return after;
    }

    private boolean awaitGone(ViewId view) {
        try (var cluster = KafkaCluster.connect(place.sandbox().kafka().admin())) {
            return Patience.until(() -> !topics(cluster.admin()).contains(view.topic()), PATIENCE);
        }
    }

    private static Set<String> topics(Admin admin) {
        return KafkaCluster.await("list topics", admin.listTopics().names());
    }

    private Subscriber reader(ViewId view) {
        var sandbox = place.sandbox();
        return Subscriber.of(
                view, sandbox.kafka().admin(), sandbox.schemaRegistryConnection(), "proof-" + view.slug(), Map.of());
    }

    private static Map<String, Object> definition(String condition) {
        var columns = COLUMNS.stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        return Map.of("condition", condition, "columns", columns);
    }
}
