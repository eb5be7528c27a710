package vn.mach.router.topology;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import vn.mach.view.ViewStatus;

/**
 * How far one partition of a view is. Kept in the transaction of what it describes, so that it is right after any crash.
 *
 * <p>A bootstrap, a change of definition and a retirement are one thing: a scan that turns what the topic holds into what
 * the newest definition shows, key by key. The first stretch is what has been turned, the others are what it was before.
 *
 * @param revision of the {@code ctl.views} record that was carried out last
 * @param scanned rows looked at by the scan so far
 * @param behind whether visible changes were remembered instead of written, so that the next opening must scan
 * @param anew whether the scan tells every row it finds, changed or not: the topic was emptied while the gate was closed
 */
record ViewProgress(
        long revision, ViewStatus.State state, List<Stretch> stretches, long scanned, boolean behind, boolean anew) {
    static final ViewProgress NEW =
            new ViewProgress(Long.MIN_VALUE, ViewStatus.State.BOOTSTRAPPING, List.of(Stretch.NOTHING), 0, false, false);

    ViewProgress {
        stretches = List.copyOf(stretches);
    }

    /** What the topic shows, or is being turned into; null for nothing. */
    @Nullable
    ViewEvaluator target() {
        return stretches.get(0).view();
    }

    /** The last key the scan has passed; null when there is no scan. */
    @Nullable
    Bytes cursor() {
        return stretches.get(0).upTo();
    }

    boolean scanning() {
        return cursor() != null;
    }

    /** Whether the row of this key shows the target already; without a scan every row does. */
    boolean hasPassed(Bytes key) {
        return stretches.get(0).reaches(key);
    }

    Stretch stretchOf(Bytes key) {
        for (var stretch : stretches) {
            if (stretch.reaches(key)) {
                return stretch;
            }
        }
        throw new IllegalStateException("the last stretch has no end");
    }

    /** The same content under another revision and state. */
    ViewProgress as(long newRevision, ViewStatus.State newState) {
        return new ViewProgress(newRevision, newState, stretches, scanned, behind, anew);
    }

    ViewProgress fallingBehind() {
        return new ViewProgress(revision, state, stretches, scanned, true, anew);
    }

    /** At the start of a scan towards {@code target}, from whatever the topic holds now. */
    ViewProgress scanTo(@Nullable ViewEvaluator target, long newRevision, boolean tellsAll) {
        var next = new ArrayList<Stretch>();
        next.add(new Stretch(Stretch.START, target));
        stretches.stream()
                .filter(stretch -> !Stretch.START.equals(stretch.upTo()))
                .forEach(next::add);
        return new ViewProgress(newRevision, ViewStatus.State.BOOTSTRAPPING, next, 0, false, tellsAll);
    }

    /** With the scan past {@code key}. */
    ViewProgress passed(Bytes key, long rows) {
        var next = new ArrayList<Stretch>();
        next.add(new Stretch(key, target()));
        stretches.stream()
                .skip(1)
                .filter(stretch -> stretch.upTo() == null || stretch.upTo().compareTo(key) > 0)
                .forEach(next::add);
        return new ViewProgress(revision, state, next, scanned + rows, behind, anew);
    }

    /** With nothing left to scan. */
    ViewProgress complete() {
        var state = target() == null ? ViewStatus.State.RETIRED : ViewStatus.State.LIVE;
        return new ViewProgress(revision, state, List.of(new Stretch(null, target())), scanned, false, false);
    }

    /** Retired with its topic gone: there is nothing to delete from. */
    static ViewProgress gone(long revision) {
        return new ViewProgress(revision, ViewStatus.State.RETIRED, List.of(Stretch.NOTHING), 0, false, false);
    }
}
