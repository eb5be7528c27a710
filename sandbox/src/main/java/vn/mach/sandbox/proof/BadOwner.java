package vn.mach.sandbox.proof;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.connection.Secret;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.RouterCommand;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/** One dataset with bad records among good ones, its two views, and what they and its dead letters must hold. */
final class BadOwner implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ProofSandbox place;
    private final RawDataset dataset;
    private final KeptRecords kept;
    private final ViewId all;
    private final Subscriber everything;
    private final Subscriber large;
    private final Set<String> rows = new HashSet<>();
    private final Set<String> largeRows = new HashSet<>();
    private final Map<String, Cause> bad = new LinkedHashMap<>();
    private int evolution;

    BadOwner(ProofSandbox place, DatasetId id, Secret secret) {
        this.place = place;
        this.dataset = RawDataset.enrol(place.sandbox(), id);
        this.kept = new KeptRecords(place.sandbox(), id);
        this.all = ViewId.of(id, "everything");
        this.everything = watch(all, "", secret);
        this.large = watch(ViewId.of(id, "large"), "area > 1", secret);
    }

    private Subscriber watch(ViewId view, String condition, Secret secret) {
        var registry = new Registry(place.sandbox());
        var columns = List.of(Map.of("column", "id", "rule", "keep"), Map.of("column", "name", "rule", "keep"));
        registry.view(view, Map.of("condition", condition, "columns", columns));
        registry.grant(view, Views.READER, "proof");
        return new Views(place.sandbox()).subscribe(view, secret, view.dataset().slug() + "-" + view.slug());
    }

    /** Writes good rows with one bad record of each kind among them. */
    void write(int run, int good, Random random) {
        var at = random.ints(6, 0, good).toArray();
        for (int i = 0; i < good; i++) {
            var id = run + "-" + i;
            boolean isLarge = random.nextBoolean();
            dataset.publish(id, id, isLarge ? "2.00" : "0.50");
            rows.add(id);
            if (isLarge) {
                largeRows.add(id);
            }
            for (int kind = 0; kind < at.length; kind++) {
                if (at[kind] == i) {
                    writeBad(kind, run + "-bad-" + kind);
                }
            }
        }
    }

    private void writeBad(int kind, String id) {
        switch (kind) {
            case 0 -> bad.put(dataset.put(id, "no Avro".getBytes(StandardCharsets.UTF_8)), Cause.NOT_WIRE_FORMAT);
            case 1 -> {
                var whole = dataset.value(id, 0, dataset.register(0));
                bad.put(dataset.put(id, Arrays.copyOf(whole, whole.length - 3)), Cause.MALFORMED);
            }
            case 2 -> bad.put(dataset.put(id, dataset.key(id)), Cause.WRONG_SCHEMA);
            case 3 -> {
                var key = dataset.key(id);
                var value = dataset.value(id, 0, dataset.register(0));
                bad.put(dataset.put(0, Arrays.copyOf(key, key.length - 1), value), Cause.BAD_KEY);
            }
            case 4 -> {
                bad.put(dataset.put(id, dataset.withoutArea(id)), Cause.CONDITION_FAILED);
                rows.add(id);
            }
            default -> bad.put(dataset.put(id, dataset.value(id, 0, Integer.MAX_VALUE)), Cause.UNKNOWN_SCHEMA);
        }
    }

    /** Whether both views hold their rows, every bad record is kept with its cause, and nothing else is. */
    boolean isRight() {
        return Patience.until(() -> shows(everything, rows) && shows(large, largeRows), PATIENCE)
                && Patience.until(() -> causes().equals(bad), PATIENCE);
    }

    /** How many events both subscribers have had. */
    int events() {
        return everything.count() + large.count();
    }

    int deadLetters() {
        return kept.all().size();
    }

    private Map<String, Cause> causes() {
        var causes = new HashMap<String, Cause>();
        for (var letter : kept.all()) {
            causes.put(letter.partition() + "@" + letter.offset(), letter.cause());
        }
        return causes;
    }

    private static boolean shows(Subscriber subscriber, Set<String> wanted) {
        var shown = new HashSet<String>();
        subscriber
                .content()
                .values()
                .forEach(row -> shown.add(Objects.requireNonNull(row.get("id")).toString()));
        return shown.equals(wanted);
    }

    /** A record whose schema is registered only afterwards: kept, and in its views once it was submitted again, once. */
    boolean comesBack(int run) {
        int next = dataset.registerAny("Probe" + run) + 1;
        var id = run + "-evolved";
        var where = dataset.put(id, dataset.value(id, ++evolution, next));
        bad.put(where, Cause.UNKNOWN_SCHEMA);
        if (!isRight()) {
            return false;
        }
        if (dataset.register(evolution) != next) {
            throw new IllegalStateException("the schema registry does not number schemas one by one: nothing is shown");
        }
        rows.add(id);
        largeRows.add(id);
        int before = events();
        place.say("     %s: %s", dataset.id(), RouterCommand.replay(place.sandbox(), dataset.id()));
        boolean right = isRight() && events() == before + 2;
        place.say("     %s: %s", dataset.id(), RouterCommand.replay(place.sandbox(), dataset.id()));
        return right && isRight() && settled() == before + 2;
    }

    /** The events so far, after one more row has gone the way of all. */
    private int settled() {
        var id = "marker-" + evolution;
        dataset.publish(id, id, "0.50");
        rows.add(id);
        return isRight() ? events() - 1 : -1;
    }

    /** Without the schema registry: what it has told goes on, what only it knows waits and is told to, and comes when it is back. */
    void publishUnseen(int run) {
        dataset.register(++evolution);
        var id = run + "-unseen";
        place.sandbox().schemaRegistry().process().kill9();
        dataset.put(id, dataset.value(id, evolution, dataset.register(evolution)));
        dataset.publish(run + "-seen", "seen", "2.00");
        rows.add(run + "-seen");
        largeRows.add(run + "-seen");
    }

    /** The reason the registry's API gives for the views to be incomplete; empty if they are not. */
    String incomplete() {
        return new Registry(place.sandbox())
                .operator()
                .get("/views/" + all.dataset().agency() + "/" + all.dataset().slug() + "/" + all.slug())
                .path("incomplete")
                .path("reason")
                .asText("");
    }

    void unseenHasCome(int run) {
        rows.add(run + "-unseen");
        largeRows.add(run + "-unseen");
    }

    @Override
    public void close() {
        everything.close();
        large.close();
        kept.close();
        dataset.close();
    }
}
