package vn.mach.router.fleet;

/** Pauses between attempts: one second, doubled at each failure up to a minute, forgotten after a minute of health. */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 60_000;

    private long pauseMillis = FIRST_MILLIS;
    private long until = System.nanoTime();
    private long healthySince = -1;

    boolean over() {
        return System.nanoTime() - until >= 0;
    }

    /** Starts a pause and says how long it is. */
    long failed() {
        long pause = pauseMillis;
        pauseMillis = Math.min(LONGEST_MILLIS, pauseMillis * 2);
        until = System.nanoTime() + pause * 1_000_000;
        healthySince = -1;
        return pause;
    }

    /** To be told again and again while all is well; whether it has been for a minute. */
    boolean healthy() {
        long now = System.nanoTime();
        if (healthySince < 0) {
            healthySince = now;
        }
        boolean recovered = now - healthySince > LONGEST_MILLIS * 1_000_000;
        pauseMillis = recovered ? FIRST_MILLIS : pauseMillis;
        return recovered;
    }
}
