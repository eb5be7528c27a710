package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import vn.mach.change.Position;
import vn.mach.sandbox.subscriber.Seen;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * What became of a ledger's changes on their way to a subscriber, since the beginning.
 *
 * @param again changes that the agent published more than once, which the router hides from the subscriber
 */
record LedgerOutcome(int changes, int published, int again, int missing, int twice, int disorder, int positions) {
    static final String TITLE = String.format(
            Locale.ROOT,
            "%9s %9s %7s %7s %7s %9s %10s %9s",
            "changes",
            "published",
            "again",
            "missing",
            "twice",
            "disorder",
            "positions",
            "verdict");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    boolean isClean() {
        return published == changes && again == 0 && missing == 0 && twice == 0 && disorder == 0 && positions == 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%9d %9d %7d %7d %7d %9d %10d %9s",
                changes,
                published,
                again,
                missing,
                twice,
                disorder,
                positions,
                isClean() ? "held" : "BROKEN");
    }

    /** Compares at a quiet moment: the last number of every row has arrived, and one more after it, or never will. */
    static LedgerOutcome judge(Ledger ledger, Subscriber subscriber, PublishedChanges published) {
        subscriber.await(it -> lastNumbers(it).equals(ledger.committed()), PATIENCE);
        ledger.markEveryRow();
        var expected = ledger.committed();
        subscriber.await(it -> lastNumbers(it).equals(expected), PATIENCE);
        published.readToEnd();
        var numbers = new HashMap<String, Integer>();
        var positions = new HashMap<String, Position>();
        int missing = 0;
        int twice = 0;
        int disorder = 0;
        int wrongPositions = 0;
        for (var event : subscriber.seen()) {
            var code = code(event);
            int number = number(event);
            int last = numbers.getOrDefault(code, 0);
            missing += number > last + 1 ? number - last - 1 : 0;
            twice += number == last ? 1 : 0;
            disorder += number < last ? 1 : 0;
            numbers.put(code, number);
            var before = positions.put(code, event.position());
            wrongPositions += before != null && !event.position().isAfter(before) ? 1 : 0;
        }
        for (var row : expected.entrySet()) {
            missing += Math.max(row.getValue() - numbers.getOrDefault(row.getKey(), 0), 0);
        }
        return new LedgerOutcome(
                expected.values().stream().mapToInt(Integer::intValue).sum(),
                published.events(),
                published.again(),
                missing,
                twice,
                disorder,
                wrongPositions);
    }

    private static Map<String, Integer> lastNumbers(Subscriber subscriber) {
        var numbers = new HashMap<String, Integer>();
        subscriber
                .content()
                .forEach((key, row) ->
                        numbers.put(Objects.requireNonNull(key.get("code")).toString(), (Integer) row.get("level")));
        return numbers;
    }

    private static String code(Seen event) {
        return Objects.requireNonNull(event.key().get("code")).toString();
    }

    private static int number(Seen event) {
        return (Integer)
                Objects.requireNonNull(Objects.requireNonNull(event.after()).get("level"));
    }
}
