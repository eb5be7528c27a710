package vn.mach.router.topology;

import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DatasetControl;
import vn.mach.router.topology.ViewWriter.Occasion;

/** The last row of each key of one partition. What is newer is told to the listener, then becomes the last row. */
final class LastRows {
    /** Hears of every change of a row, whoever made it. */
    @FunctionalInterface
    interface Listener {
        /** @param before null when the key was never seen */
        void changed(Bytes key, @Nullable LastRow before, LastRow after, Occasion occasion);
    }

    private final KeyValueStore<Bytes, byte[]> store;
    private final PartitionMarks marks;
    private final Truncation truncation;
    private final LongSupplier clock;
    private final IntConsumer schemaIsKnown;
    private final Listener listener;

    /** @param schemaIsKnown throws if the schema of this id is not known and cannot be asked for */
    LastRows(
            KeyValueStore<Bytes, byte[]> store,
            PartitionMarks marks,
            Truncation truncation,
            LongSupplier clock,
            IntConsumer schemaIsKnown,
            Listener listener) {
        this.store = store;
        this.marks = marks;
        this.truncation = truncation;
        this.clock = clock;
        this.schemaIsKnown = schemaIsKnown;
        this.listener = listener;
    }

    /**
     * Takes in a change of the row with this key; false if it is not newer than what is known. Throws
     * {@link vn.mach.wire.SchemaRegistryException.Unavailable}, with nothing changed, if the row as it was cannot be read yet.
     */
    boolean take(byte[] keyBody, SourceEvent event, long timestamp) {
        var position = event.source().position();
        if (truncation.covers(position)) {
            return false;
        }
        var key = marks.rowKey(keyBody);
        var last = last(key);
        if (last != null && !position.isAfter(last.position())) {
            return false;
        }
        replace(key, last, event.row(), Occasion.of(event, timestamp));
        return true;
    }

    /** Takes in a truncation, which {@link #sweep} carries out; false if it is not newer than the last. */
    boolean take(DatasetControl said, byte[] wire) {
        if (truncation.covers(said.position())) {
            return false;
        }
        marks.truncation(wire);
        truncation.begin(said);
        return true;
    }

    /** Whether rows that are deleted still stand here as they were. */
    boolean sweeping() {
        return truncation.sweeping();
    }

    /** Goes on with the truncation until it is through, the budget is spent or it is interrupted. */
    void sweep(ScanBudget budget, BooleanSupplier interrupted) {
        truncation.sweep(store, budget, interrupted, this::truncate);
    }

    /** The last row; one that the truncation has not reached yet is deleted first. */
    private @Nullable LastRow last(Bytes key) {
        var bytes = store.get(key);
        if (bytes == null) {
            return null;
        }
        var last = LastRow.fromBytes(bytes);
        if (last.body() != null) {
            // Before anything changes: views will ask what it was.
            schemaIsKnown.accept(last.schemaId());
        }
        return truncation.deletes(last) ? truncate(key, last) : last;
    }

    private LastRow truncate(Bytes key, LastRow row) {
        var occasion = Occasion.of(truncation.last(), clock.getAsLong());
        var deleted = SourceEvent.row(occasion.source(), 0, null);
        replace(key, row, deleted, occasion);
        return deleted;
    }

    private void replace(Bytes key, @Nullable LastRow before, LastRow after, Occasion occasion) {
        listener.changed(key, before, after, occasion);
        store.put(key, after.toBytes());
    }
}
