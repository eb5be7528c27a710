package vn.mach.router.topology;

import java.util.function.LongSupplier;

/**
 * When a partition asks for a commit: soon while little comes, so that a change is with its subscribers a few milliseconds after
 * it came; not at all while much does, so that the commits, which cost as much for one record as for ten thousand, come at Kafka Streams'
 * interval. The load of the whole application decides, for a commit is one of all its partitions; no setting does. Half of the time at
 * least is left for records, which Kafka Streams takes in one by one between commits that follow each other. One thread at a time.
 */
final class CommitPace {
    /** Between two looks: what an application takes in at leisure. */
    private static final int LITTLE = 100;

    private final Load load;
    private final LongSupplier nanoClock;
    private long seen;
    private boolean waits;
    private boolean asked;
    private long askedAt;
    private long notBefore;

    CommitPace(Load load, LongSupplier nanoClock) {
        this.load = load;
        this.nanoClock = nanoClock;
        this.seen = load.taken();
        this.notBefore = nanoClock.getAsLong();
    }

    /** A record is taken in. */
    void took() {
        committed();
        load.took();
        waits = true;
    }

    /** Whether to commit now; to be asked every few milliseconds. The commit follows before anything else is called. */
    boolean isDue() {
        committed();
        long taken = load.taken();
        long now = nanoClock.getAsLong();
        boolean due = waits && taken - seen <= LITTLE && now - notBefore >= 0;
        seen = taken;
        if (due) {
            waits = false;
            asked = true;
            askedAt = now;
        }
        return due;
    }

    private void committed() {
        if (asked) {
            asked = false;
            long now = nanoClock.getAsLong();
            notBefore = now + (now - askedAt);
        }
    }
}
