package vn.mach.agent.capture;

import java.util.Arrays;

/**
 * What is published of one partition of a dataset, as fingerprints: 128 bits of each key, 64 of its row. A hash table in
 * arrays, at two thirds full at most, for there may be many. Not thread-safe.
 */
final class PublishedRows {
    /** The fingerprint of a key without a row. */
    static final long DELETED = 0;

    /** Of memory, about. */
    static final long BYTES_OF_A_ROW = 60;

    private static final byte USED = 1;
    private static final byte SETTLED = 2;
    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private long[] rows = new long[FIRST_CAPACITY];
    private byte[] flags = new byte[FIRST_CAPACITY];
    private int size;

    /** The row that was published last under a key, {@link #DELETED} if that was a delete. A settled key stays as it is. */
    void published(Fingerprint key, long row) {
        int at = slot(key);
        if ((flags[at] & SETTLED) == 0) {
            rows[at] = row;
        }
    }

    /** What is known of the row of a key is final: it was compared, or the source has changed it meanwhile. */
    void settle(Fingerprint key) {
        int at = slot(key); // first: it may replace the arrays
        flags[at] |= SETTLED;
    }

    boolean isSettled(Fingerprint key) {
        return (flags[find(key)] & SETTLED) != 0;
    }

    /** The last row of a key, {@link #DELETED} if it has none. */
    long row(Fingerprint key) {
        int at = find(key);
        return flags[at] == 0 ? DELETED : rows[at];
    }

    /** All rows were deleted, except for settled keys. */
    void deleteAll() {
        for (int at = 0; at < flags.length; at++) {
            if ((flags[at] & SETTLED) == 0) {
                rows[at] = DELETED;
            }
        }
    }

    /** Knows nothing any more. */
    void clear() {
        Arrays.fill(flags, (byte) 0);
        size = 0;
    }

    private int slot(Fingerprint key) {
        int at = find(key);
        if (flags[at] == 0) {
            if ((size + 1) * 3L > flags.length * 2L) {
                grow();
                at = find(key);
            }
            high[at] = key.high();
            low[at] = key.low();
            rows[at] = DELETED;
            flags[at] = USED;
            size++;
        }
        return at;
    }

    /** Where the key is, or would be. */
    private int find(Fingerprint key) {
        int mask = flags.length - 1;
        int at = (int) key.low() & mask;
        while (flags[at] != 0 && (low[at] != key.low() || high[at] != key.high())) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        var old = new PublishedRows(high, low, rows, flags);
        int capacity = Math.multiplyExact(flags.length, 2);
        high = new long[capacity];
        low = new long[capacity];
        rows = new long[capacity];
        flags = new byte[capacity];
        for (int i = 0; i < old.flags.length; i++) {
            if (old.flags[i] != 0) {
                int at = find(new Fingerprint(old.high[i], old.low[i]));
                high[at] = old.high[i];
                low[at] = old.low[i];
                rows[at] = old.rows[i];
                flags[at] = old.flags[i];
            }
        }
    }

    PublishedRows() {}

    private PublishedRows(long[] high, long[] low, long[] rows, byte[] flags) {
        this.high = high;
        this.low = low;
        this.rows = rows;
        this.flags = flags;
    }

    /** 128 bits of a hash. */
    record Fingerprint(long high, long low) {}
}
