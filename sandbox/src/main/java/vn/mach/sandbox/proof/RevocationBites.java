package vn.mach.sandbox.proof;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import vn.mach.connection.Secret;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.registry.ApiRefusal;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Moj;
import vn.mach.sandbox.story.Views;
import vn.mach.sandbox.subscriber.Seen;

/**
 * P6: a subscriber parks a fetch as long as it may, rows of the view keep changing, the grant is revoked: how long the answer
 * takes, and what arrives after it. Of a sealed view that must be nothing, of a shared one at most what one fetch holds.
 */
final class RevocationBites implements Proofs.Proof {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A fetch that waits at the broker for 5 s or 15 MB: it was authorised once and outlives the ACL. */
    private static final Map<String, Object> PARKED =
            Map.of("fetch.max.wait.ms", 5_000, "fetch.min.bytes", 15_000_000, "max.poll.records", 1_000_000);

    private static final String ROW = "%-4s %-7s %-8s %12s %18s %s";

    /** What is revoked, from whom; they take turns. */
    @SuppressWarnings("ImmutableEnumChecker") // its maps are of Map.of
    private enum Kind {
        SEALED_PARKED(true, PARKED),
        SEALED_USUAL(true, Map.of()),
        SHARED_PARKED(false, PARKED);

        private final boolean sealed;
        private final Map<String, Object> settings;

        Kind(boolean sealed, Map<String, Object> settings) {
            this.sealed = sealed;
            this.settings = settings;
        }

        static Kind of(int run) {
            return values()[run % values().length];
        }

        String view() {
            return sealed ? "sealed" : "shared";
        }

        String fetch() {
            return settings.isEmpty() ? "usual" : "parked";
        }
    }

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var registry = new Registry(place.sandbox());
        var secret = registry.account(Views.READER);
        place.say(ROW, "run", "view", "fetch", "answer ms", "after the answer", "verdict");
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
            var kind = Kind.of(run);
            place.say(ROW, run, kind.view(), kind.fetch(), "none", "", "NOT revoked: " + e.getMessage());
            return new Attempt(OptionalLong.empty(), false);
        }
    }

    private static Attempt revokeOnce(
            ProofSandbox place, Registry registry, BusyRegister register, Secret secret, int run) {
        var kind = Kind.of(run);
        var view = define(registry, kind, run);
        var grant = registry.grant(view, Views.READER, "proof");
        var views = new Views(place.sandbox());
        try (var subscriber = views.subscribe(view, secret, "proof-" + run, kind.settings)) {
            var reading = subscriber.await(it -> it.count() > 0, PATIENCE);
            var asked = System.nanoTime();
            registry.revoke(grant, view.dataset().agency(), "proof");
            var answered = System.nanoTime();
            var answeredMicros = nowMicros();
            register.awaitCommitBegunAfter(answered); // else there was nothing that could have come late
            subscriber.await(it -> it.refusal().isPresent(), PATIENCE);
            var refused = reading && subscriber.isRefused();
            var late = subscriber.seen().stream()
                    .mapToLong(Seen::receivedMicros)
                    .filter(received -> received > answeredMicros)
                    .toArray();
            var held = refused && LongStream.of(late).distinct().count() <= (kind.sealed ? 0 : 1);
            var answer = (answered - asked) / 1_000_000;
            var verdict = held ? "held" : refused ? "BROKEN" : "NOT refused";
            place.say(ROW, run, kind.view(), kind.fetch(), answer, late.length, verdict);
            return new Attempt(OptionalLong.of(answer), held);
        }
    }

    /** A condition of its own for each run: equal shared views would be one. */
    private static ViewId define(Registry registry, Kind kind, int run) {
        var view = ViewId.of(Moj.PERSON, kind.view() + "-" + run);
        var shown = kind.sealed
                ? List.of("person_id", "full_name", "province_code")
                : List.of("person_id", "province_code");
        var columns = shown.stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        var body = new HashMap<String, Object>(
                Map.of("condition", "province_code = '01' AND person_id > " + run, "columns", columns));
        if (kind.sealed) {
            body.put("subscriber", Views.HANOI.slug());
        }
        registry.view(view, body);
        return view;
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
