package vn.mach.sandbox.proof;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import vn.mach.connection.Secret;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.registry.ApiRefusal;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Moj;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * P6: a subscriber of a sealed view parks a fetch as long as it may, rows of the view keep changing, the grant is revoked:
 * how long the answer takes, and whether anything arrives after it.
 */
final class RevocationBites implements Proofs.Proof {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A fetch that waits at the broker for 5 s or 15 MB: it was authorised once and outlives the ACL. */
    private static final Map<String, Object> PARKED = Map.of("fetch.max.wait.ms", 5_000, "fetch.min.bytes", 15_000_000);

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var registry = new Registry(place.sandbox());
        var secret = registry.account(Views.READER);
        place.say("%-4s %-10s %12s %18s %s", "run", "fetch", "answer ms", "after the answer", "verdict");
        var millis = new ArrayList<Long>();
        var held = true;
        try (var register = BusyRegister.open(Moj.in(place.sandbox()), seed)) {
            place.say("run 0 warms the registry up; its time does not count");
            for (int run = 0; run <= runs; run++) {
                var attempt = attempt(place, registry, register, secret, run);
                held &= attempt.held();
                if (run > 0) {
                    attempt.answer().ifPresent(millis::add);
                }
            }
        }
        var answers = new Answers(millis);
        place.say("%s", answers);
        return answers.areInTime() && held;
    }

    private record Attempt(OptionalLong answer, boolean held) {}

    /** A registry that refuses has not revoked: the promise is broken, the proof is not. */
    private static Attempt attempt(
            ProofSandbox place, Registry registry, BusyRegister register, Secret secret, int run) {
        try {
            return revokeOnce(place, registry, register, secret, run);
        } catch (ApiRefusal e) {
            place.say("%-4d %-10s %12s %18s %s", run, fetch(run), "none", "", "NOT revoked: " + e.getMessage());
            return new Attempt(OptionalLong.empty(), false);
        }
    }

    private static Attempt revokeOnce(
            ProofSandbox place, Registry registry, BusyRegister register, Secret secret, int run) {
        var view = defineSealed(registry, run);
        var grant = registry.grant(view, Views.READER, "proof");
        try (var subscriber = subscribe(place, view, secret, run)) {
            var reading = subscriber.await(it -> it.count() > 0, PATIENCE);
            var asked = System.nanoTime();
            registry.revoke(grant, view.dataset().agency(), "proof");
            var answered = System.nanoTime();
            var answeredMicros = nowMicros();
            register.awaitCommitBegunAfter(answered); // else there was nothing that could have come late
            subscriber.await(it -> it.refusal().isPresent(), PATIENCE);
            var refused = reading && subscriber.isRefused();
            var late = subscriber.seen().stream()
                    .filter(event -> event.receivedMicros() > answeredMicros)
                    .count();
            var held = refused && late == 0;
            var answer = (answered - asked) / 1_000_000;
            var verdict = held ? "held" : refused ? "BROKEN" : "NOT refused";
            place.say("%-4d %-10s %12d %18d %s", run, fetch(run), answer, late, verdict);
            return new Attempt(OptionalLong.of(answer), held);
        }
    }

    private static ViewId defineSealed(Registry registry, int run) {
        var view = ViewId.of(Moj.PERSON, "sealed-" + run);
        var columns = List.of("person_id", "full_name", "province_code").stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        registry.view(
                view,
                Map.of("condition", "province_code = '01'", "columns", columns, "subscriber", Views.HANOI.slug()));
        return view;
    }

    private static Subscriber subscribe(ProofSandbox place, ViewId view, Secret secret, int run) {
        return new Views(place.sandbox()).subscribe(view, secret, "proof-" + run, isParked(run) ? PARKED : Map.of());
    }

    private static boolean isParked(int run) {
        return run % 2 == 0;
    }

    private static String fetch(int run) {
        return isParked(run) ? "parked" : "usual";
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
