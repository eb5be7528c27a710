package vn.mach.router.topology;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DatasetControl;
import vn.mach.change.Position;

/**
 * The last truncation of the dataset, as one partition carries it out: every older row is deleted as its owner would have
 * deleted it, in bounded steps from a cursor that is kept in their transactions. Until a row is reached, whoever comes by it
 * asks {@link #deletes} first.
 */
final class Truncation {
    private final PartitionMarks marks;
    private @Nullable DatasetControl last;
    private @Nullable Bytes cursor;

    /** As it was left; {@code last} is null when there was none. */
    Truncation(PartitionMarks marks, @Nullable DatasetControl last) {
        this.marks = marks;
        this.last = last;
        this.cursor = marks.truncationCursor();
    }

    /** Starts from the first key, whatever an older one has left. */
    void begin(DatasetControl truncation) {
        last = truncation;
        moveTo(Stretch.START);
    }

    /** Whether a change of this position was undone by the truncation, or the truncation itself is not newer. */
    boolean covers(Position position) {
        return last != null && !position.isAfter(last.position());
    }

    /** Whether the row as it is kept is still to be deleted. */
    boolean deletes(LastRow row) {
        return row.body() != null && covers(row.position());
    }

    boolean sweeping() {
        return cursor != null;
    }

    /** The last truncation; throws {@link NullPointerException} when there was none. */
    DatasetControl last() {
        return Objects.requireNonNull(last);
    }

    /** Goes on over the rows until it is through, the budget is spent or it is interrupted. */
    void sweep(
            KeyValueStore<Bytes, byte[]> rows,
            ScanBudget budget,
            BooleanSupplier interrupted,
            BiConsumer<Bytes, LastRow> delete) {
        var reached = Objects.requireNonNull(cursor);
        try (var ahead = rows.range(Stretch.START.equals(reached) ? null : reached, null)) {
            while (ahead.hasNext()) {
                if (budget.spent() || interrupted.getAsBoolean()) {
                    moveTo(reached);
                    return;
                }
                var next = ahead.next();
                var row = LastRow.fromBytes(next.value);
                if (deletes(row)) {
                    delete.accept(next.key, row);
                }
                reached = next.key;
            }
        }
        moveTo(null);
    }

    private void moveTo(@Nullable Bytes key) {
        cursor = key;
        marks.truncationAt(key);
    }
}
