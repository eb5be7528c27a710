package vn.mach.router.topology;

import java.util.concurrent.TimeUnit;

/** How much of a step a scan may take: live events wait meanwhile, and so does the acknowledgement of a gate. */
final class ScanBudget {
    static final int MAX_ROWS = 1_000;
    /** Of a partition, while the application has nothing else to do. */
    private static final long LEISURE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** Of all partitions together, while records come: a tenth of a tick. */
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final long until;
    private int rows;

    /**
     * That of one step of a partition.
     *
     * @param busy whether records came since the last step
     * @param partitions how many share the time
     */
    ScanBudget(int rows, boolean busy, int partitions) {
        this.rows = rows;
        this.until = System.nanoTime() + (busy ? BUSY_NANOS / partitions : LEISURE_NANOS);
    }

    /** Takes one row from the budget, or says that there is none. */
    boolean spent() {
        return rows-- <= 0 || System.nanoTime() - until > 0;
    }
}
