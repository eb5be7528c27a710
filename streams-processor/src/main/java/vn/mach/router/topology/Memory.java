package vn.mach.router.topology;

import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DatasetControl;
import vn.mach.router.topology.PartitionRouter.Stores;

/** What a partition knows of its dataset, beside its views; all of it is kept in the stores. */
record Memory(
        PartitionMarks marks, LastRows rows, RemovedColumns removed, Gap gap, WaitingRecords waiting, Tallies tallies) {
    /**
     * As it was left; to be called once the stores are restored.
     *
     * @param schemas of envelopes, by their id; throws if one is not known and cannot be asked for
     * @param changed hears of every change of a row
     */
    static Memory restored(
            Stores stores,
            int partition,
            RecordReader reader,
            IntFunction<Schema> schemas,
            LastRows.Listener changed,
            LongSupplier clock) {
        var marks = new PartitionMarks(stores.progress());
        var truncation = new Truncation(marks, read(reader, marks.truncation()));
        return new Memory(
                marks,
                new LastRows(stores.rows(), marks, truncation, clock, id -> known(schemas, id), changed),
                new RemovedColumns(marks, schemas),
                new Gap(read(reader, marks.gap())),
                new WaitingRecords(stores.waiting()),
                new Tallies(stores.progress(), partition, clock));
    }

    private static void known(IntFunction<Schema> schemas, int id) {
        var unused = schemas.apply(id);
    }

    private static @Nullable DatasetControl read(RecordReader reader, byte @Nullable [] control) {
        return control == null ? null : reader.control(control);
    }
}
