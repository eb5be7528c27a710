package vn.mach.agent.operate;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tables that are read as a whole: how far, how fast, how long still. The total is the database's own estimate. */
final class Reading {
    private static final double NANOS_PER_SECOND = 1e9;

    private final String kind;
    private final @Nullable String table;
    private final long of;
    private final LongSupplier nanoClock;
    private final long begun;
    private final AtomicLong rows = new AtomicLong();

    private Reading(String kind, @Nullable String table, long of, LongSupplier nanoClock) {
        this.kind = kind;
        this.table = table;
        this.of = of;
        this.nanoClock = nanoClock;
        this.begun = nanoClock.getAsLong();
    }

    /** The first snapshot of all tables begins now; without a total if the database lacks one estimate, which is -1. */
    static Reading ofSnapshot(Collection<Long> estimates, LongSupplier nanoClock) {
        long of = estimates.stream().anyMatch(rows -> rows < 0)
                ? -1
                : estimates.stream().mapToLong(Long::longValue).sum();
        return new Reading("snapshot", null, of, nanoClock);
    }

    /** One table is read again from now on. */
    static Reading of(Reread reread, LongSupplier nanoClock) {
        return new Reading(reread.kind().toString(), reread.table(), reread.of(), nanoClock);
    }

    boolean isOf(Reread reread) {
        return reread.table().equals(table) && reread.kind().toString().equals(kind);
    }

    boolean isOfAll() {
        return table == null;
    }

    void row() {
        rows.incrementAndGet();
    }

    void reaches(long count) {
        rows.set(count);
    }

    Now now() {
        long read = rows.get();
        double seconds = (nanoClock.getAsLong() - begun) / NANOS_PER_SECOND;
        long rate = seconds <= 0 ? 0 : Math.round(read / seconds);
        return new Now(kind, table, read, of, rate, secondsLeft(read, rate));
    }

    /** An estimate may be passed: then nobody knows how long still. */
    private @Nullable Long secondsLeft(long read, long rate) {
        return of < read || rate == 0 ? null : (of - read) / rate;
    }

    /**
     * A reading at one moment.
     *
     * @param kind {@code snapshot} or {@code resync}
     * @param table null while the first snapshot reads all
     * @param of the database's own estimate; -1 where it has none
     * @param rowsPerSecond since it began
     * @param secondsLeft at that rate; null where there is no estimate, or it is passed
     */
    record Now(
            String kind,
            @Nullable String table,
            long rows,
            long of,
            long rowsPerSecond,
            @Nullable Long secondsLeft) {}
}
