package vn.mach.router.topology;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.naming.ViewId;
import vn.mach.router.topology.ViewEvaluator.Failures;
import vn.mach.router.topology.ViewWriter.Occasion;

/** What becomes of each changed or scanned row in one view of one partition, and what is counted of it. */
final class ViewRows {
    private final ViewId id;
    private final PartitionState state;
    private final SeenRows seen;
    private final ViewWriter writer;
    private @Nullable Tally tally;
    private boolean failed;

    ViewRows(ViewId id, PartitionState state, SeenRows seen) {
        this.id = id;
        this.state = state;
        this.seen = seen;
        this.writer = new ViewWriter(state.output(), this::tally, state::now);
    }

    /** The row at {@code key} changes from {@code before} to {@code after}, and the view may be written. */
    void tell(ViewProgress progress, Bytes key, DecodedRow before, DecodedRow after, Occasion occasion) {
        failed = false;
        var stretch = progress.stretchOf(key);
        if (progress.hasPassed(key)) {
            change(progress, stretch.image(before), image(progress, after, this::failed), occasion);
        } else if (stretch.view() != null) {
            // Ahead of the scan: told by the newest definition at once, and noted so that the scan does not tell it
            // again.
            var now = image(progress, after, this::failed);
            var known = seen.get(key);
            change(progress, known == null ? stretch.image(before) : known.orElse(null), now, occasion);
            seen.put(key, now);
        }
        // Else the topic has nothing of this row yet, and the scan will come by.
    }

    /**
     * The same while nothing is written: keeps what the subscriber has, as soon as it differs from what the last row will
     * tell; says whether it does.
     */
    boolean remember(ViewProgress progress, Bytes key, DecodedRow before, DecodedRow after) {
        var stretch = progress.stretchOf(key);
        if (stretch.view() == null || seen.get(key) != null) {
            return false;
        }
        var had = stretch.image(before);
        if (RowTransition.between(had, stretch.image(after)) == RowTransition.NONE) {
            return false;
        }
        seen.put(key, had);
        return true;
    }

    /** A scan comes by a row. What it fails on was heard of when the row came, unless the view was another or closed then. */
    @SuppressWarnings("ReferenceEquality") // the same version is one
    void pass(ViewProgress progress, Bytes key, LastRow last) {
        var stretch = progress.stretchOf(key);
        var row = state.decoded(last);
        // A row that never reached the topic is not remembered either.
        var known = stretch.view() == null ? null : seen.get(key);
        var had = known == null ? stretch.image(row) : known.orElse(null);
        var occasion = Occasion.of(last, id.dataset().toString(), state.now());
        boolean heardOf = stretch.view() == progress.target() && known == null;
        var now = image(progress, row, heardOf ? Failures.KNOWN : failuresOf(last));
        if (turn(progress, had, now, occasion) == RowTransition.NONE && now != null && progress.anew()) {
            writer.again(speaker(progress), now, occasion);
        }
        if (known != null) {
            seen.remove(key);
        }
    }

    /** Nothing is on the topic any more. */
    void forget() {
        seen.clear();
    }

    private Tally tally() {
        var current = state.tallies().of(id, tally);
        tally = current;
        return current;
    }

    private Failures failuresOf(LastRow row) {
        return (by, cause, error) -> {
            tally().failed();
            state.failed(by, row, cause, error);
        };
    }

    private void failed(ViewEvaluator by, Cause cause, RuntimeException error) {
        failed = true;
        tally().failed();
        state.failed(by, cause, error);
    }

    private void change(
            ViewProgress progress, @Nullable Image before, Image.@Nullable Projected after, Occasion occasion) {
        var transition = turn(progress, before, after, occasion);
        if (transition != RowTransition.NONE || failed) {
            tally().decided();
        } else if (after != null) {
            tally().suppressed();
        }
    }

    private RowTransition turn(
            ViewProgress progress, @Nullable Image before, Image.@Nullable Projected after, Occasion occasion) {
        return before == null && after == null
                ? RowTransition.NONE
                : writer.turn(speaker(progress), before, after, occasion);
    }

    private static Image.@Nullable Projected image(ViewProgress progress, DecodedRow row, Failures failures) {
        var target = progress.target();
        return target == null ? null : target.image(row, failures);
    }

    /** The version whose schemas the events have; a view on its way out speaks as it did before. */
    private static ViewEvaluator speaker(ViewProgress progress) {
        for (var stretch : progress.stretches()) {
            var view = stretch.view();
            if (view != null) {
                return view;
            }
        }
        throw new IllegalStateException("a view that shows nothing tells something");
    }
}
