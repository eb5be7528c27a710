package vn.mach.agent.operate;

import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tables that are read as a whole: how far, how fast, how long still. The total is the database's own estimate. */
public final class Reading {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Kind kind;
    private final long of;
    private final LongSupplier nanoClock;
    private final long begun;
    private final LongAdder rows = new LongAdder();

    /** Why tables are read. */
    public enum Kind {
        SNAPSHOT("snapshot"),
        RESYNC("resync");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A reading that begins now.
     *
     * @param estimates of the tables' rows; without a total if the database lacks one, which is -1
     */
    Reading(Kind kind, Collection<Long> estimates, LongSupplier nanoClock) {
        this.kind = kind;
        this.of = estimates.stream().anyMatch(rows -> rows < 0)
                ? -1
                : estimates.stream().mapToLong(Long::longValue).sum();
        this.nanoClock = nanoClock;
        this.begun = nanoClock.getAsLong();
    }

    Kind kind() {
        return kind;
    }

    void read(long count) {
        rows.add(count);
    }

    Now now() {
        long read = rows.sum();
        double seconds = (nanoClock.getAsLong() - begun) / NANOS_PER_SECOND;
        long rate = seconds <= 0 ? 0 : Math.round(read / seconds);
        return new Now(kind.toString(), read, of, rate, secondsLeft(read, rate));
    }

    /** An estimate may be passed: then nobody knows how long still. */
    private @Nullable Long secondsLeft(long read, long rate) {
        return of < read || rate == 0 ? null : (of - read) / rate;
    }

    /**
     * A reading at one moment.
     *
     * @param kind {@code snapshot} or {@code resync}
     * @param of the database's own estimate; -1 where it has none
     * @param rowsPerSecond since it began
     * @param secondsLeft at that rate; null where there is no estimate, or it is passed
     */
    public record Now(
            String kind,
            long rows,
            long of,
            long rowsPerSecond,
            @Nullable Long secondsLeft) {}
}
