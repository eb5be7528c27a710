package vn.mach.sandbox.story;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.subscriber.Subscriber;

/**
 * Promise P1 at a quiet moment: what a subscriber holds beside what the source database answers.
 *
 * @param expected rows of the SELECT
 * @param held rows of the subscriber
 * @param different keys that are missing, too many, or whose rows differ
 * @param unpaired keys with a delete that no tombstone followed, or with a tombstone in its place
 */
public record Comparison(
        int expected, int held, List<Map<String, Object>> different, Set<Map<String, Object>> unpaired) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a SELECT returns of one row, as the view shows it. */
    public interface AsShown {
        AsShown SAME = row -> row;

        Map<String, Object> of(Map<String, Object> row);
    }

    /** Compares once the changes have arrived: waits until both are equal, and says what differs if they never are. */
    public static Comparison of(
            Subscriber subscriber, AgencyDatabase database, String select, List<String> key, AsShown shown) {
        var expected = new HashMap<Map<String, Object>, Map<String, Object>>();
        for (var row : database.query(select)) {
            var visible = shown.of(row);
            var itsKey = new HashMap<>(visible);
            itsKey.keySet().retainAll(key);
            expected.put(itsKey, visible);
        }
        subscriber.await(
                it -> it.refusal().isPresent()
                        || (it.content().equals(expected) && it.unpaired().isEmpty()),
                PATIENCE);
        var held = subscriber.content();
        var different = new ArrayList<Map<String, Object>>();
        expected.forEach((itsKey, row) -> {
            if (!row.equals(held.get(itsKey))) {
                different.add(itsKey);
            }
        });
        held.keySet().stream().filter(itsKey -> !expected.containsKey(itsKey)).forEach(different::add);
        return new Comparison(expected.size(), held.size(), different, subscriber.unpaired());
    }

    public boolean isEqual() {
        return different.isEmpty() && unpaired.isEmpty();
    }

    @Override
    public String toString() {
        return isEqual()
                ? "equal: " + expected + " rows"
                : "DIFFERENT: " + expected + " rows expected, " + held + " held, " + different.size() + " keys differ, "
                        + unpaired.size() + " deletes or tombstones without the other";
    }
}
