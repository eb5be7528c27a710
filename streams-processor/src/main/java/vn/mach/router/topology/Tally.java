package vn.mach.router.topology;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Operation;
import vn.mach.change.Statistics;
import vn.mach.naming.ViewId;

/** The counters of one view in one hour. One thread at a time. */
final class Tally {
    private static final int CREATED = 0;
    private static final int UPDATED = 1;
    private static final int DELETED = 2;
    private static final int READ = 3;
    private static final int TOMBSTONES = 4;
    private static final int SUPPRESSED = 5;
    private static final int FAILED = 6;
    private static final int BYTES = 7;
    /** Changes of which something else is known than that they were withheld. */
    private static final int DECIDED = 8;
    /** How many changes the partition had taken in this hour when the view came, and when it went; -1 if neither. */
    private static final int BORN = 9;

    private static final int GONE = 10;
    private static final int LATENCY = 11;
    private static final int SLOTS = LATENCY + Statistics.LATENCY_MILLIS.size() + 1;
    private static final byte TOLD = 1;

    private final ViewId view;
    private final long hour;
    private final long[] counts = new long[SLOTS];
    private boolean told;
    private boolean saved = true;
    private boolean touched;
    private @Nullable Bytes key;

    Tally(ViewId view, long hour) {
        this.view = view;
        this.hour = hour;
        counts[BORN] = -1;
        counts[GONE] = -1;
    }

    ViewId view() {
        return view;
    }

    long hour() {
        return hour;
    }

    /** An event on the view's topic. */
    void published(Operation operation, ChangeEvent.Source source, int bytes, long now) {
        counts[slot(operation)]++;
        counts[BYTES] += bytes;
        if (!source.snapshot()) {
            counts[LATENCY + classOf(now - source.committedAtMicros() / 1_000)]++;
        }
        changed();
    }

    void tombstone(int bytes) {
        counts[TOMBSTONES]++;
        counts[BYTES] += bytes;
        changed();
    }

    /** A change that was published, or failed. */
    void decided() {
        counts[DECIDED]++;
        changed();
    }

    /** A change of a row in the view that is not told. */
    void suppressed() {
        counts[SUPPRESSED]++;
        decided();
    }

    void failed() {
        counts[FAILED]++;
        changed();
    }

    /** @param taken how many changes the partition had taken in this hour */
    void born(long taken) {
        counts[BORN] = taken;
        changed();
    }

    boolean isBorn() {
        return counts[BORN] >= 0;
    }

    /** @param taken how many changes the partition had taken in this hour */
    void gone(long taken) {
        counts[GONE] = taken;
        changed();
    }

    boolean isTold() {
        return told;
    }

    /** To be told at least once more, at the end of its hour: what was withheld does not count here. */
    void mustBeTold() {
        changed();
    }

    /** @param taken how many changes the partition has taken in this hour */
    Statistics tell(int partition, long taken, long now) {
        told = true;
        saved = false;
        long until = counts[GONE] < 0 ? taken : counts[GONE];
        return new Statistics(
                view,
                partition,
                hour,
                new Statistics.Published(
                        counts[CREATED], counts[UPDATED], counts[DELETED], counts[READ], counts[TOMBSTONES]),
                until - Math.max(0, counts[BORN]) - counts[DECIDED],
                counts[SUPPRESSED],
                counts[FAILED],
                counts[BYTES],
                latency(),
                now);
    }

    /** Whether this is the first touch since {@link #toSave}. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    /** Where it is stored, worked out once. */
    Bytes key(Supplier<Bytes> where) {
        if (key == null) {
            key = where.get();
        }
        return key;
    }

    /** Whether it differs from what was last saved; it counts as saved from now on. */
    boolean toSave() {
        touched = false;
        boolean is = !saved;
        saved = true;
        return is;
    }

    byte[] toBytes() {
        var bytes = ByteBuffer.allocate(1 + SLOTS * Long.BYTES).put(told ? TOLD : 0);
        for (long count : counts) {
            bytes.putLong(count);
        }
        return bytes.array();
    }

    static Tally fromBytes(ViewId view, long hour, byte[] bytes) {
        var tally = new Tally(view, hour);
        var buffer = ByteBuffer.wrap(bytes);
        tally.told = buffer.get() == TOLD;
        for (int i = 0; i < SLOTS; i++) {
            tally.counts[i] = buffer.getLong();
        }
        return tally;
    }

    private static int slot(Operation operation) {
        return switch (operation) {
            case CREATE -> CREATED;
            case UPDATE -> UPDATED;
            case DELETE -> DELETED;
            case READ -> READ;
        };
    }

    private void changed() {
        told = false;
        saved = false;
    }

    private List<Long> latency() {
        return Arrays.stream(counts, LATENCY, SLOTS).boxed().toList();
    }

    private static int classOf(long millis) {
        int at = 0;
        while (at < Statistics.LATENCY_MILLIS.size() && millis > Statistics.LATENCY_MILLIS.get(at)) {
            at++;
        }
        return at;
    }
}
