package vn.mach.sandbox.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import vn.mach.connection.Secret;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Comparison;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * P1: several views of the administrative units, compared with their SELECT after random changes and the re-organisation, and read once
 * more from the beginning; then views are filled, changed and retired while the router is killed.
 */
final class ViewIsSelect implements Proofs.Proof {
    private static final Map<String, String> CONDITIONS = Map.of(
            "whole", "",
            "provinces", "level = 1",
            "no-parent", "parent_code IS NULL",
            "not-hanoi", "NOT (parent_code = '01')",
            "some", "province_code IN ('01', '48', '79') AND level BETWEEN 2 AND 3",
            "upper", "code > '5' OR level < 2");
    private static final List<String> COLUMNS = List.of("code", "name", "level", "parent_code", "province_code");

    private record Watched(ViewId view, String condition, Subscriber subscriber) {
        String select() {
            return "SELECT " + String.join(", ", COLUMNS) + " FROM administrative_unit"
                    + (condition.isEmpty() ? "" : " WHERE " + condition);
        }

        Comparison beside(Gso gso, Subscriber reader) {
            return Comparison.of(reader, gso.database(), select(), List.of("code"), Comparison.AsShown.SAME);
        }
    }

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var registry = new Registry(place.sandbox());
        var secret = registry.account(Views.READER);
        var gso = Gso.in(place.sandbox());
        var watched = new ArrayList<Watched>();
        CONDITIONS.forEach((name, condition) -> watched.add(watch(place, registry, secret, name, condition)));
        place.say("%-5s %-12s %-60s %9s %s", "run", "view", "condition", "rows", "verdict");
        var held = true;
        for (int run = 0; run <= runs; run++) {
            if (run > 0) {
                RandomChanges.of(gso, new Random(seed + run));
            }
            if (run == runs) {
                gso.reorganise(done -> {});
            }
            for (var it : watched) {
                held &= holds(place, Integer.toString(run), it, it.beside(gso, it.subscriber()));
            }
        }
        watched.forEach(it -> it.subscriber().close());
        held &= readAgain(place, secret, watched, gso);
        return new ViewLifeThroughKill(place, gso, new Random(seed)).holds(runs) && held;
    }

    /** Whoever begins to read today, from the beginning of each topic, comes to hold the same. */
    private static boolean readAgain(ProofSandbox place, Secret secret, List<Watched> watched, Gso gso) {
        var held = true;
        for (var it : watched) {
            try (var late =
                    subscribe(place, it.view(), secret, "late-" + it.view().slug())) {
                held &= holds(place, "again", it, it.beside(gso, late));
            }
        }
        return held;
    }

    private static Watched watch(ProofSandbox place, Registry registry, Secret secret, String name, String condition) {
        var view = ViewId.of(Gso.UNITS, name);
        var columns = COLUMNS.stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        registry.view(view, Map.of("condition", condition, "columns", columns));
        registry.grant(view, Views.READER, "proof");
        return new Watched(view, condition, subscribe(place, view, secret, "proof-" + name));
    }

    private static Subscriber subscribe(ProofSandbox place, ViewId view, Secret secret, String group) {
        return new Views(place.sandbox()).subscribe(view, secret, group);
    }

    private static boolean holds(ProofSandbox place, String run, Watched it, Comparison comparison) {
        place.say(
                "%-5s %-12s %-60s %9d %s",
                run,
                it.view().slug(),
                it.condition(),
                comparison.expected(),
                comparison.isEqual() ? "equal" : comparison);
        return comparison.isEqual();
    }
}
