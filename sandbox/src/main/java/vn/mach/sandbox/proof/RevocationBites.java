package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import vn.mach.connection.Secret;
import vn.mach.naming.ViewId;
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
    private static final long LIMIT_MILLIS = 1_000;

    /** A fetch that waits at the broker for 5 s or 15 MB: it was authorised once and outlives the ACL. */
    private static final Map<String, Object> PARKED = Map.of("fetch.max.wait.ms", 5_000, "fetch.min.bytes", 15_000_000);

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var registry = new Registry(place.sandbox());
        var secret = registry.account(Views.READER);
        var moj = Moj.in(place.sandbox());
        var stop = new AtomicBoolean();
        var writer = new Thread(
                () -> {
                    for (long day = seed; !stop.get(); day++) {
                        moj.live(1, day);
                    }
                },
                "register");
        writer.start();
        place.say("%-4s %-10s %12s %18s %s", "run", "fetch", "answer ms", "after the answer", "verdict");
        var answers = new ArrayList<Long>();
        var held = true;
        try {
            place.say("run 0 warms the registry up; its time does not count");
            for (int run = 0; run <= runs; run++) {
                held &= revokeOnce(place, registry, secret, run, answers);
            }
        } finally {
            stop.set(true);
        }
        return inTime(place, answers.subList(1, answers.size())) && held;
    }

    /** 99 of 100 answers must be in time; fewer than ten tell little of a tail, and then most of them must be. */
    private static boolean inTime(ProofSandbox place, List<Long> answers) {
        var sorted = answers.stream().sorted().toList();
        int count = sorted.size();
        var late = sorted.stream().filter(millis -> millis > LIMIT_MILLIS).count();
        int tolerated = count < 10 ? (count - 1) / 2 : count / 100;
        place.say(
                "answer: median %d ms, longest %d ms, longer than %d ms: %d of %d (tolerated: %d)",
                sorted.get(count / 2), sorted.get(count - 1), LIMIT_MILLIS, late, count, tolerated);
        return late <= tolerated;
    }

    private static boolean revokeOnce(
            ProofSandbox place, Registry registry, Secret secret, int run, List<Long> answers) {
        var view = ViewId.of(Moj.PERSON, "sealed-" + run);
        var columns = List.of("person_id", "full_name", "province_code").stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        registry.view(
                view,
                Map.of("condition", "province_code = '01'", "columns", columns, "subscriber", Views.HANOI.slug()));
        var grant = registry.grant(view, Views.READER, "proof");
        var parked = run % 2 == 0;
        try (var subscriber = subscribe(place, view, secret, parked, run)) {
            var reading = subscriber.await(it -> it.count() > 0, PATIENCE);
            var asked = System.nanoTime();
            registry.revoke(grant, view.dataset().agency(), "proof");
            var answer = (System.nanoTime() - asked) / 1_000_000;
            answers.add(answer);
            var answered = nowMicros();
            subscriber.await(it -> it.refusal().isPresent(), PATIENCE);
            var refused = reading && subscriber.isRefused();
            var late = subscriber.seen().stream()
                    .filter(event -> event.receivedMicros() > answered)
                    .count();
            var held = refused && late == 0;
            place.say(
                    "%-4d %-10s %12d %18d %s",
                    run, parked ? "parked" : "usual", answer, late, held ? "held" : refused ? "BROKEN" : "NOT refused");
            return held;
        }
    }

    private static Subscriber subscribe(ProofSandbox place, ViewId view, Secret secret, boolean parked, int run) {
        return new Views(place.sandbox()).subscribe(view, secret, "proof-" + run, parked ? PARKED : Map.of());
    }

    private static long nowMicros() {
        return java.time.temporal.ChronoUnit.MICROS.between(java.time.Instant.EPOCH, java.time.Instant.now());
    }
}
