package vn.mach.agent.operate;

import org.jspecify.annotations.Nullable;

/**
 * The part of the source's log that the server keeps for this agent, against its budget.
 *
 * @param keptBytes since the oldest that the slot may still need
 * @param lagBytes of it, what is not published yet
 * @param walStatus the server's word: {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
 * @param safeBytes that can still be written before the slot may be lost; null where the server sets no limit
 * @param limitBytes the server's own limit, {@code max_slot_wal_keep_size}; null where it sets none
 */
public record KeptLog(
        long keptBytes,
        long lagBytes,
        String walStatus,
        @Nullable Long safeBytes,
        @Nullable Long limitBytes,
        long budgetBytes) {
    private static final int WARN_PERCENT = 50;
    private static final int ALARM_PERCENT = 80;
    private static final int PERCENT = 100;

    /** How much of the budget is spent. */
    public enum Level {
        OK,
        /** Half. */
        WARN,
        /** Four fifths, or the server is about to give the slot up. */
        ALARM,
        /** All of it. */
        SPENT
    }

    public Level level() {
        if (reaches(PERCENT)) {
            return Level.SPENT;
        }
        if (reaches(ALARM_PERCENT) || walStatus.equals("unreserved") || walStatus.equals("lost")) {
            return Level.ALARM;
        }
        return reaches(WARN_PERCENT) ? Level.WARN : Level.OK;
    }

    private boolean reaches(int percent) {
        return keptBytes >= budgetBytes / PERCENT * percent;
    }
}
