package vn.mach.agent.operate;

import java.util.function.LongSupplier;

/**
 * Gives the memory back that a burst has taken: the serial collector shrinks the heap only when it collects all of it, which it does not
 * while nothing is allocated. The launcher's {@code -XX:MaxHeapFreeRatio} says by how much.
 */
final class SpareHeap {
    private static final long WORTH_BYTES = 8L << 20;
    private static final int QUIET_LOOKS = 20;

    private final LongSupplier published;
    private final Runnable collect;
    private long seen;
    private long collected;
    private int quiet;

    /**
     * Collects by {@code collect}.
     *
     * @param published bytes since the start
     */
    SpareHeap(LongSupplier published, Runnable collect) {
        this.published = published;
        this.collect = collect;
    }

    /** To be called every second. */
    void look() {
        long now = published.getAsLong();
        quiet = now == seen ? quiet + 1 : 0;
        seen = now;
        if (quiet >= QUIET_LOOKS && now - collected >= WORTH_BYTES) {
            collected = now;
            collect.run();
        }
    }
}
