package vn.mach.sandbox.story;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * The story told on a running sandbox: a grant, the present state, the 2025 re-organisation, people who move, and a
 * revocation; after each part what the subscriber holds is compared with what the source database answers.
 */
public final class Story {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Sandbox sandbox;
    private final Registry registry;
    private final Views views;
    private final Gso gso;
    private final Moj moj;
    private final Verdict verdict = new Verdict();
    private @Nullable Secret readerSecret;

    public Story(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.registry = new Registry(sandbox);
        this.views = new Views(sandbox);
        this.gso = Gso.in(sandbox);
        this.moj = Moj.in(sandbox);
    }

    /** Who takes part; also on a sandbox that knows them already. */
    public static List<AgentSetup> enrol(Sandbox sandbox) {
        return new Country(sandbox).enrol();
    }

    /** Tells it; answers whether everything that was compared is equal and everything that was claimed is so. */
    public boolean run() {
        chapter(1, "Two views are defined and Hà Nội is granted both");
        views.defineUnits();
        var residents = views.defineResidents();
        var secret = grants(residents);
        readerSecret = secret;
        var group = "story-" + System.currentTimeMillis();
        try (var units = views.subscribe(Views.UNITS, secret, group + "-units");
                var people = views.subscribe(residents, secret, group + "-people")) {
            chapter(2, "The subscriber reads the present state");
            compareUnits(units);
            comparePeople(people, residents);
            chapter(3, "The first event of a change");
            firstEvent(people);
            chapter(4, "The re-organisation of 2025, in transactions on the database of the statistics office");
            reorganise(units);
            chapter(5, "A day in the civil register: people move in and out of Hà Nội");
            live(people, residents);
            chapter(6, "The grant on " + residents + " is revoked");
            var refusal = revoke(people, residents);
            sandbox.out().println();
            say("%s; %s", verdict, refusal);
        }
        return verdict.isGood();
    }

    /** The secret of {@link Views#READER}, which the registry has shown once and will not show again. */
    public Secret readerSecret() {
        return Objects.requireNonNull(readerSecret, "the story was not told yet");
    }

    private Secret grants(ViewId residents) {
        var secret = registry.account(Views.READER);
        say(
                "account %s has a secret, shown once (%d characters)",
                Views.READER, secret.value().length());
        for (var view : List.of(Views.UNITS, residents)) {
            if (registry.activeGrant(view, Views.READER).isEmpty()) {
                registry.grant(view, Views.READER, "Resident services of the city");
                say(
                        "%s: requested by hanoi, approved by the steward of %s and by an operator",
                        view, view.dataset().agency());
            } else {
                say("%s: granted by an earlier story", view);
            }
        }
        return secret;
    }

    private void compareUnits(Subscriber units) {
        compare(
                Views.UNITS,
                Views.UNITS_SELECT,
                Comparison.of(units, gso.database(), Views.UNITS_SELECT, List.of("code"), Comparison.AsShown.SAME));
    }

    private void comparePeople(Subscriber people, ViewId view) {
        compare(
                view,
                Views.RESIDENTS_SELECT,
                Comparison.of(
                        people,
                        moj.database(),
                        Views.RESIDENTS_SELECT,
                        List.of("person_id"),
                        views.residentsShown(view)));
    }

    private void compare(ViewId view, String select, Comparison comparison) {
        verdict.compared(comparison);
        say("%s beside %s", view, select);
        say("  %s", comparison);
    }

    private void firstEvent(Subscriber people) {
        var before = people.count();
        moj.moveOne();
        var committed = System.nanoTime();
        var came = people.await(it -> it.count() > before, PATIENCE);
        var millis = (System.nanoTime() - committed) / 1_000_000;
        if (!came) {
            say("%s", verdict.claimed("one person moves to Hà Nội and the subscriber hears of it", false));
            return;
        }
        var event = people.seen().get(before);
        say(
                "one person moves to Hà Nội: '%s' at the subscriber %d ms after the commit, %s",
                event.operation().code(), millis, millis <= 1_000 ? "within a second" : "LATER than a second");
        say("  position %s, columns %s", event.position(), shown(event.after()));
    }

    private static Object shown(@Nullable Map<String, Object> row) {
        return row == null ? "none" : row.keySet();
    }

    private void reorganise(Subscriber units) {
        if (!gso.isBefore2025()) {
            say("an earlier story has done it: %d provinces; whatever was left of it is done now", gso.provinces());
        }
        var before = units.count();
        var started = System.nanoTime();
        gso.reorganise(this::progress);
        say("%d provinces are left, done in %s", gso.provinces(), seconds(started));
        compareUnits(units);
        say("  at the subscriber %s after the first statement", seconds(started));
        show(Arrivals.after(before, units));
    }

    private void progress(int done) {
        if (done % 10 == 0) {
            say("%d of %d provinces", done, Gso.NEW_PROVINCES);
        }
    }

    private void live(Subscriber people, ViewId view) {
        var asClaimed = new OneResident(moj).comesAsClaimed(people);
        var before = people.count();
        var started = System.nanoTime();
        moj.live(60, System.currentTimeMillis() / 1_000);
        comparePeople(people, view);
        say("  60 transactions, all at the subscriber after %s", seconds(started));
        show(Arrivals.after(before, people));
        var claim = "moves in are creates, moves out are deletes, a new phone is withheld and causes no event";
        say("  (%s)", verdict.claimed(claim, asClaimed));
    }

    private void show(Arrivals arrivals) {
        say("  %s, %s", arrivals.counts(), arrivals.latency());
        arrivals.examples().forEach(example -> say("    %s", example));
    }

    private String revoke(Subscriber people, ViewId view) {
        var reading = people.count() > 0 && people.refusal().isEmpty();
        var grant = registry.activeGrant(view, Views.READER);
        var asked = System.nanoTime();
        registry.revoke(grant, view.dataset().agency(), "the purpose has ended");
        var answered = System.nanoTime();
        var held = people.count();
        say("the API answered after %d ms", (answered - asked) / 1_000_000);
        moj.moveOne();
        people.await(it -> it.refusal().isPresent(), PATIENCE);
        var after = (System.nanoTime() - answered) / 1_000_000;
        var refused = reading && people.isRefused() && people.count() == held;
        say(
                "one more person moved; the consumer was refused %d ms after the answer (%s), events after the answer: %d",
                after,
                people.refusal().map(e -> e.getClass().getSimpleName()).orElse("NOT refused"),
                people.count() - held);
        return verdict.claimed("the revoked consumer was refused", refused);
    }

    private static String seconds(long sinceNanos) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - sinceNanos) / 1e9);
    }

    private void chapter(int number, String title) {
        sandbox.out().printf("%n%d. %s%n", number, title);
    }

    private void say(String text, Object... values) {
        sandbox.out().println("   " + String.format(Locale.ROOT, text, values));
    }
}
