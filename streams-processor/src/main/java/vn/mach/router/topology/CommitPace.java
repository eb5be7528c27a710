package vn.mach.router.topology;

import java.util.concurrent.atomic.LongAdder;

/**
 * When a partition asks for a commit: soon while little comes, so that a change is with its subscribers a few milliseconds after
 * it came; not at all while much does, so that the commits, which cost as much for one record as for ten thousand, come at Kafka Streams'
 * interval. The load of the whole application decides, for a commit is one of all its partitions; no setting does. One thread at a time.
 */
final class CommitPace {
    /** Between two looks: what an application takes in at leisure. */
    private static final int LITTLE = 100;

    private final LongAdder all;
    private long seen;
    private boolean waits;

    /**
     * The pace of one partition.
     *
     * @param all records that the partitions of the application have taken in
     */
    CommitPace(LongAdder all) {
        this.all = all;
        this.seen = all.sum();
    }

    /** A record is taken in. */
    void took() {
        all.increment();
        waits = true;
    }

    /** Whether to commit now; to be asked every few milliseconds. */
    boolean isDue() {
        long now = all.sum();
        boolean due = waits && now - seen <= LITTLE;
        waits &= !due;
        seen = now;
        return due;
    }
}
