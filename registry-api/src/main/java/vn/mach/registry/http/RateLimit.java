package vn.mach.registry.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Token buckets: each key may do so many at once, and so many a second from then on. What is asked too often waits, not its neighbours. */
public final class RateLimit {
    private static final int MOST_KEYS = 20_000;
    private static final String OTHERS = "";
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final int atOnce;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    /** @param nanos a clock that only goes forward */
    public RateLimit(double perSecond, int atOnce, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.atOnce = atOnce;
        this.nanos = nanos;
    }

    /** What is left, as of a moment. */
    private record Bucket(double left, long at, boolean taken) {}

    /** Takes one for the key; throws {@link Refusal.TooMany}, which says when to ask again. */
    void take(String key) {
        long now = nanos.getAsLong();
        var kept = buckets.size() < MOST_KEYS || buckets.containsKey(key) || forgetTheIdle(now) ? key : OTHERS;
        var bucket = buckets.compute(kept, (unused, before) -> taken(before, now));
        if (!bucket.taken()) {
            throw new Refusal.TooMany((int) Math.ceil((1 - bucket.left()) / perSecond));
        }
    }

    private Bucket taken(@Nullable Bucket before, long now) {
        double left = before == null ? atOnce : filled(before, now);
        return left < 1 ? new Bucket(left, now, false) : new Bucket(left - 1, now, true);
    }

    private double filled(Bucket bucket, long now) {
        return Math.min(atOnce, bucket.left() + (now - bucket.at()) / NANOS * perSecond);
    }

    /** A full bucket is as good as none; whether there is room now. */
    private boolean forgetTheIdle(long now) {
        buckets.values().removeIf(bucket -> filled(bucket, now) >= atOnce);
        return buckets.size() < MOST_KEYS;
    }
}
