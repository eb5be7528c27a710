package vn.mach.router.topology;

import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DatasetControl;
import vn.mach.router.topology.PartitionRouter.Stores;

/** What a partition knows of its dataset, beside its views; all of it is kept in the stores. */
record Memory(PartitionMarks marks, LastRows rows, Gap gap, WaitingRecords waiting, Tallies tallies) {
    /**
     * As it was left; to be called once the stores are restored.
     *
     * @param schemaIsKnown throws if the schema of this id is not known and cannot be asked for
     * @param changed hears of every change of a row
     */
    static Memory restored(
            Stores stores,
            int partition,
            RecordReader reader,
            IntConsumer schemaIsKnown,
            LastRows.Listener changed,
            LongSupplier clock) {
        var marks = new PartitionMarks(stores.progress());
        var truncation = new Truncation(marks, read(reader, marks.truncation()));
        return new Memory(
                marks,
                new LastRows(stores.rows(), marks, truncation, clock, schemaIsKnown, changed),
                new Gap(read(reader, marks.gap())),
                new WaitingRecords(stores.waiting()),
                new Tallies(stores.progress(), partition, clock));
    }

    private static @Nullable DatasetControl read(RecordReader reader, byte @Nullable [] control) {
        return control == null ? null : reader.control(control);
    }
}
