package vn.mach.router.topology;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the partitions of one application do together, in whatever threads: commits are one for all of them, and so is the time to scan. */
final class Load {
    private final LongAdder taken = new LongAdder();
    private final AtomicInteger partitions = new AtomicInteger();

    /** A partition is here from now on. */
    void comes() {
        partitions.incrementAndGet();
    }

    /** A partition is gone. */
    void goes() {
        partitions.decrementAndGet();
    }

    int partitions() {
        return Math.max(1, partitions.get());
    }

    /** A record is taken in. */
    void took() {
        taken.increment();
    }

    /** Records that were taken in. */
    long taken() {
        return taken.sum();
    }
}
