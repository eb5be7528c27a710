package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * P9: a bad record of each kind among good ones in two datasets of two agencies. Every good row reaches its views, each bad
 * record is kept with its cause, a third dataset notices nothing; a record whose schema appears later comes back by the
 * command, once; and without the schema registry only what it alone knows waits.
 */
final class BadRecordsAreKept implements Proofs.Proof {
    private static final int GOOD = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var registry = new Registry(place.sandbox());
        var secret = registry.account(Views.READER);
        var view = ViewId.of(Gso.UNITS, "beside");
        registry.view(
                view,
                Map.of(
                        "condition",
                        "level = 1",
                        "columns",
                        List.of(Map.of("column", "code", "rule", "keep"), Map.of("column", "name", "rule", "keep"))));
        registry.grant(view, Views.READER, "proof");
        place.say("%-4s %-9s %-9s %-9s %-9s %6s %8s", "run", "good", "replayed", "waits", "others", "kept", "verdict");
        try (var beside = new Views(place.sandbox()).subscribe(view, secret, "beside");
                var one = new BadOwner(place, DatasetId.parse("gso.bad-record"), secret);
                var other = new BadOwner(place, DatasetId.parse("moj.bad-record"), secret)) {
            var held = true;
            for (int run = 1; run <= runs; run++) {
                held &= once(place, run, new Random(seed + run), List.of(one, other), beside);
            }
            return held;
        }
    }

    private static boolean once(ProofSandbox place, int run, Random random, List<BadOwner> owners, Subscriber beside) {
        owners.forEach(owner -> owner.write(run, GOOD, random));
        boolean others = change(place, run, beside);
        boolean good = owners.stream().allMatch(BadOwner::isRight);
        boolean replayed = owners.stream().allMatch(owner -> owner.comesBack(run));
        boolean waits = waits(place, run, owners.get(0), owners.get(1), beside);
        boolean held = good && others && replayed && waits;
        place.say(
                "%-4d %-9s %-9s %-9s %-9s %6d %8s",
                run,
                good,
                replayed,
                waits,
                others,
                owners.stream().mapToInt(BadOwner::deadLetters).sum(),
                held ? "held" : "BROKEN");
        return held;
    }

    /** One dataset has a record that only the schema registry could explain, which is killed meanwhile. */
    private static boolean waits(ProofSandbox place, int run, BadOwner owner, BadOwner other, Subscriber beside) {
        owner.publishUnseen(run);
        boolean goesOn = owner.isRight()
                && change(place, -run, beside)
                && other.incomplete().isEmpty();
        boolean told = Patience.until(() -> owner.incomplete().contains("schema registry"), PATIENCE);
        place.sandbox().schemaRegistry().process().restart();
        owner.unseenHasCome(run);
        boolean comes = owner.isRight();
        boolean closed = Patience.until(() -> owner.incomplete().isEmpty(), PATIENCE);
        return goesOn && told && comes && closed;
    }

    /** A change of a dataset that has no bad record reaches its subscriber. */
    private static boolean change(ProofSandbox place, int run, Subscriber beside) {
        var name = "run " + run;
        Gso.in(place.sandbox()).database().transaction(connection -> {
            try (var statement =
                    connection.prepareStatement("update administrative_unit set name = ? where code = '01'")) {
                statement.setString(1, name);
                statement.executeUpdate();
            }
        });
        return beside.await(
                it -> it.content().values().stream().anyMatch(row -> name.equals(row.get("name"))), PATIENCE);
    }
}
