package vn.mach.router.topology;

import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DeadLetter;
import vn.mach.change.Statistics;
import vn.mach.view.ViewStatus;

/** Where a partition's views go. Everything given to it is in the transaction of the stores' changes, or in none. */
interface Output {
    /**
     * A record on a view's topic.
     *
     * @param by the version of the view that made it
     * @param value null for a tombstone
     */
    void record(ViewEvaluator by, byte[] key, byte @Nullable [] value, ChangeEvent.Source source, long timestamp);

    /** A record, or a row of one, that could not be dealt with. */
    void deadLetter(DeadLetter letter);

    /** What a view came to, to be committed with what comes next. */
    void statistics(Statistics statistics);

    /** A status, to be committed soon: somebody may be waiting for it. */
    void status(ViewStatus status);
}
