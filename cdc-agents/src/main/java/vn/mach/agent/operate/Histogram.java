package vn.mach.agent.operate;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, in the buckets of a Prometheus histogram. */
final class Histogram {
    /** Upper bounds in milliseconds; what took longer is in no bucket but the last, without a bound. */
    static final long[] BOUNDS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000};

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder nanos = new LongAdder();

    void add(long took) {
        int bucket = 0;
        while (bucket < BOUNDS.length && took > BOUNDS[bucket] * NANOS_PER_MILLI) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        nanos.add(took);
    }

    /** How many were in the bucket of {@code BOUNDS[i]} or below; the last index is all. */
    long[] cumulative() {
        var sums = new long[BOUNDS.length + 1];
        long sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += counts.get(i);
            sums[i] = sum;
        }
        return sums;
    }

    double sumSeconds() {
        return nanos.sum() / 1e9;
    }
}
