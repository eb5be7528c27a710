package vn.mach.router.topology;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the partitions of one thread, whose commit is one, ask for it: soon while little comes, so that a change is with its subscribers
 * a few milliseconds after it came; four times a second while much does, for a commit costs as much for one record as for ten thousand.
 * The load of the whole application decides, no setting does. What the last one took decides too: at leisure half of the time at least is
 * left for records, which Kafka Streams takes in one by one between commits that follow each other, else nine tenths, up to Kafka Streams'
 * own interval. One thread at a time.
 */
final class CommitPace {
    /** Between two looks: what an application takes in at leisure. */
    private static final int LITTLE = 100;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int BUSY_SHARE = 9;

    private final Load load;
    private final LongSupplier nanoClock;
    private long seen;
    private long lookedAt;
    private boolean little = true;
    private boolean waits;
    private @Nullable Object askedBy;
    private long askedAt;
    private long leisureAt;
    private long busyAt;

    CommitPace(Load load, LongSupplier nanoClock) {
        this.load = load;
        this.nanoClock = nanoClock;
        this.seen = load.taken();
        this.lookedAt = nanoClock.getAsLong();
        this.leisureAt = lookedAt;
        this.busyAt = lookedAt + BUSY_NANOS;
    }

    /** A record is taken in. */
    void took() {
        if (askedBy != null) {
            committed(nanoClock.getAsLong());
        }
        load.took();
        waits = true;
    }

    /**
     * Whether to commit now; each partition asks every few milliseconds. The commit follows before a record is taken in and before the same
     * partition asks again.
     */
    boolean isDue(Object partition) {
        long now = nanoClock.getAsLong();
        if (askedBy == partition) {
            committed(now);
        }
        if (now - lookedAt >= LOOK_NANOS) {
            long taken = load.taken();
            little = taken - seen <= LITTLE;
            seen = taken;
            lookedAt = now;
        }
        boolean due = waits && now - (little ? leisureAt : busyAt) >= 0;
        if (due) {
            waits = false;
            askedBy = partition;
            askedAt = now;
        }
        return due;
    }

    private void committed(long now) {
        long took = now - askedAt;
        askedBy = null;
        leisureAt = now + took;
        busyAt = now + Math.max(BUSY_NANOS, BUSY_SHARE * took);
    }
}
