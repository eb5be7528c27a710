package vn.mach.router.topology;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.change.Position;
import vn.mach.naming.ViewId;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus.Incomplete;

/** What the views of one partition share. */
interface PartitionState {
    int partition();

    /** Milliseconds since 1970 UTC, as the task's clock says. */
    long now();

    /** The last source position taken in; null before the first. */
    @Nullable
    Position position();

    /** What every view lacks while a gap of the dataset is open or records wait for their schema; null else. */
    @Nullable
    Incomplete incomplete();

    /** Whether the fleet has said something that this partition has not carried out yet: then nothing more is written. */
    boolean hasNews();

    ViewEvaluator bind(ViewDefinition definition);

    /** The view is to be found by what these show. */
    void place(PartitionView view, List<Stretch> stretches);

    /** This row, which a scan came by, is kept as a dead letter of this view. */
    void failed(ViewEvaluator by, LastRow row, Cause cause, RuntimeException error);

    /** The row that comes now is kept as a dead letter of this view. */
    void failed(ViewEvaluator by, Cause cause, RuntimeException error);

    /**
     * Columns that a view names and the dataset has no more.
     *
     * @param since the last position before
     */
    record Removed(List<String> columns, @Nullable Position since) {
        static final Removed NOTHING = new Removed(List.of(), null);
    }

    /** What this view names and the owner has taken out of the dataset. */
    Removed removedFrom(@Nullable ViewEvaluator view);

    Tallies tallies();

    DecodedRow decoded(@Nullable LastRow row);

    void save(ViewId view, ViewProgress progress);

    Output output();
}
