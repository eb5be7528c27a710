package vn.mach.router.topology;

import java.util.concurrent.TimeUnit;

/** How much of a step a scan may take: live events wait meanwhile, and so does the acknowledgement of a gate. */
final class ScanBudget {
    static final int MAX_ROWS = 1_000;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long until = System.nanoTime() + NANOS;
    private int rows;

    ScanBudget(int rows) {
        this.rows = rows;
    }

    /** Takes one row from the budget, or says that there is none. */
    boolean spent() {
        return rows-- <= 0 || System.nanoTime() - until > 0;
    }
}
