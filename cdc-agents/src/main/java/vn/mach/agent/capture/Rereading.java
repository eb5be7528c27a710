package vn.mach.agent.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.ChangePublisher;
import vn.mach.agent.publish.DatasetTopic;
import vn.mach.agent.publish.Destination;

/**
 * A thread that reads tables again while they are streamed, one after the other, as {@link Standing} asks, and closes their gaps. What is
 * done is stored; a later process begins again with the table in hand, of which nothing differs that is published by then.
 */
public final class Rereading {
    private static final Logger LOG = LoggerFactory.getLogger(Rereading.class);
    private static final int DELETES = 1_000;
    private static final int MEGABYTE = 1024 * 1024;
    private static final int PATIENCE_MILLIS = 3_000;

    private final Source source;
    private final Destination destination;
    private final Map<String, TableMapper> tables;
    private final Standing standing;
    private final ChangeHandler batches;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Semaphore asked = new Semaphore(0);
    private volatile @Nullable Reading reading;
    private @Nullable Thread thread;

    /** How far a table is read; {@code of} is the database's own estimate, -1 if it has none. */
    public record Reading(String table, Standing.Reread how, long rows, long of) {}

    /**
     * A reading that has not begun.
     *
     * @param tables with mappers of their own, by {@code <schema>.<table>}
     */
    Rereading(
            Source source,
            Destination destination,
            Map<String, TableMapper> tables,
            Standing standing,
            ChangeHandler batches) {
        this.source = source;
        this.destination = destination;
        this.tables = new ConcurrentHashMap<>(tables);
        this.standing = standing;
        this.batches = batches;
    }

    /** What is being read now, null if nothing is. */
    @Nullable
    Reading reading() {
        return reading;
    }

    /** Begins with what {@link Standing} names now; {@code failed} hears why it cannot go on. */
    void start(Consumer<Throwable> failed) {
        var started = new Thread(() -> run(failed), "rereading");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** A table that was held is not any more, and this is how its rows are mapped from now on. */
    void flows(TableMapper table) {
        tables.put(table.table().table(), table);
        ask();
    }

    /** {@link Standing} names more than before. */
    void ask() {
        asked.release();
    }

    /** Ends it after the chunk in hand. */
    void stop() {
        over.set(true);
        asked.release();
        var started = thread;
        if (started == null) {
            return;
        }
        try {
            started.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Consumer<Throwable> failed) {
        try {
            closeFalseAlarms();
            while (!over.get()) {
                for (var next = next(); next != null && !over.get(); next = next()) {
                    reread(next);
                }
                asked.acquire();
                store();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!over.get()) {
                failed.accept(e);
            }
        }
    }

    /** So that a process which dies now has not forgotten it. */
    private void store() throws InterruptedException {
        var unused = batches.between(0, between -> {}, over::get);
    }

    /** The stream goes on where it was left, so a gap that the start before this one saw is none. */
    private void closeFalseAlarms() throws InterruptedException {
        for (var gap : standing.gaps().entrySet()) {
            if (gap.getValue().found() == Standing.Found.START) {
                var unused = close(gap.getKey(), over::get);
            }
        }
    }

    private @Nullable TableMapper next() {
        for (var name : standing.rereads().keySet()) {
            var table = tables.get(name);
            if (table != null && batches.isHeld(name)) {
                continue; // asked for again when it flows
            }
            if (table != null) {
                return table;
            }
            standing.done(name); // the file does not name it any more
        }
        return null;
    }

    /** One that does not fit its contract is held, and read again when it flows. */
    private void reread(TableMapper table) throws InterruptedException {
        var name = table.table().table();
        BooleanSupplier ends = () -> over.get() || batches.isHeld(name);
        try {
            reread(table, ends);
        } catch (AgentFailure.Unfit misfit) {
            var unused = batches.hold(table, misfit, over::get);
        } finally {
            var unused = batches.watch(null);
            reading = null;
        }
    }

    private void reread(TableMapper table, BooleanSupplier ends) throws InterruptedException {
        var name = table.table().table();
        var how = standing.rereads().getOrDefault(name, Standing.Reread.DIFFERENCES);
        var state = new TableRereading(table, how);
        var before = batches.watch(watcher(table.topic(), state));
        LOG.atInfo().addKeyValue("table", name).addKeyValue("publishes", how).log("reading again");
        state.load(destination.published());
        long differing = rows(table, how, state, before, ends) + gone(state, ends);
        if (close(name, ends)) {
            LOG.atInfo()
                    .addKeyValue("table", name)
                    .addKeyValue("published", differing)
                    .log("read again");
        }
    }

    private static ChangePublisher.Watcher watcher(DatasetTopic read, TableRereading state) {
        return new ChangePublisher.Watcher() {
            @Override
            public void changed(DatasetTopic topic, byte[] wireKey) {
                if (topic.dataset().equals(read.dataset())) {
                    state.changed(wireKey);
                }
            }

            @Override
            public void truncated(DatasetTopic topic) {
                if (topic.dataset().equals(read.dataset())) {
                    state.truncated();
                }
            }
        };
    }

    private long rows(
            TableMapper table, Standing.Reread how, TableRereading state, List<String> before, BooleanSupplier ends)
            throws InterruptedException {
        long read = 0;
        var differing = new long[1];
        for (boolean whole = false; !whole && !ends.getAsBoolean(); ) {
            whole = true;
            read = 0;
            try (var reader = source.reader(table.table(), table.topic().contract(), before)) {
                requireMemory(table, how, reader.estimate());
                for (var chunk = reader.next(); whole && chunk != null && !ends.getAsBoolean(); chunk = reader.next()) {
                    read += chunk.rows().size();
                    reading = new Reading(table.table().table(), how, read, reader.estimate());
                    whole = compare(state, chunk, differing, ends);
                }
            }
        }
        return differing[0];
    }

    private static void requireMemory(TableMapper table, Standing.Reread how, long rows) {
        long needed = rows * PublishedRows.BYTES_OF_A_ROW;
        long most = Runtime.getRuntime().maxMemory();
        if (how == Standing.Reread.DIFFERENCES && needed > most / 2) {
            throw new AgentFailure.Misconfigured("comparing the " + rows + " rows of table "
                    + table.table().table() + " with what is published takes about " + needed / MEGABYTE
                    + " MB of memory, and the agent has " + most / MEGABYTE + ": start it with a larger heap (-Xmx)");
        }
    }

    /** False if the table has to be read from its beginning. */
    private boolean compare(TableRereading state, TableReader.Chunk chunk, long[] differing, BooleanSupplier ends)
            throws InterruptedException {
        var rows = state.map(chunk);
        var stands = new AtomicBoolean(true);
        var unused = batches.between(
                chunk.reached(),
                between -> {
                    stands.set(state.compare(rows, between));
                    differing[0] += between.written();
                },
                ends);
        return stands.get();
    }

    private long gone(TableRereading state, BooleanSupplier ends) throws InterruptedException {
        var gone = new ArrayList<TableRereading.Gone>();
        var deleted = new AtomicLong();
        state.gone(destination.published(), row -> {
            gone.add(row);
            if (gone.size() == DELETES) {
                delete(state, gone, deleted, ends);
            }
        });
        delete(state, gone, deleted, ends);
        return deleted.get();
    }

    private void delete(
            TableRereading state, List<TableRereading.Gone> gone, AtomicLong deleted, BooleanSupplier ends) {
        try {
            var unused = batches.between(
                    0,
                    between -> {
                        state.delete(gone, between);
                        deleted.addAndGet(between.written());
                    },
                    ends);
            gone.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }

    /** The table is as the source has it: stores that nothing is left to do, and tells it if there was a gap. */
    private boolean close(String name, BooleanSupplier ends) throws InterruptedException {
        return batches.between(
                0,
                between -> {
                    var gap = standing.gaps().get(name);
                    var table = tables.get(name);
                    standing.done(name);
                    standing.closed(name);
                    if (gap != null && table != null) {
                        between.send(closed(table, gap, between));
                    }
                },
                ends);
    }

    private List<ProducerRecord<byte[], byte[]>> closed(
            TableMapper table, Standing.Gap gap, ChangePublisher.Between between) {
        return destination.gaps().closed(table.topic(), gap.from(), between.next(), gap.reason());
    }
}
