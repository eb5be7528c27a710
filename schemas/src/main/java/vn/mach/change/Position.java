package vn.mach.change;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a change stands in its dataset: a total order that a subscriber can check. Text and bytes have a fixed width and
 * sort as the positions do.
 *
 * @param epoch  grows when the source's history restarts (a new snapshot, a lost slot, a restored database); see {@link Epoch}
 * @param commit strictly grows with each source transaction; derived from the source's log position
 * @param index  the number of the change in its source transaction, from 0
 */
public record Position(int epoch, long commit, int index) implements Comparable<Position> {
    /** The Kafka header that carries a position, as text. */
    public static final String HEADER = "mach.position";

    /** Bytes in {@link #toBytes()}. */
    public static final int BYTES = 16;

    private static final int CHARACTERS = 34;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    public Position {
        if (epoch < 0 || commit < 0 || index < 0) {
            throw new IllegalArgumentException(
                    "position " + epoch + "/" + commit + "/" + index + ": no part is negative");
        }
    }

    /** The inverse of {@link #toString()}; throws {@link IllegalArgumentException} that says the form for anything else. */
    public static Position parse(String text) {
        if (text.length() != CHARACTERS || text.charAt(8) != '-' || text.charAt(25) != '-') {
            throw malformed(text);
        }
        return new Position((int) hex(text, 0, 8), hex(text, 9, 25), (int) hex(text, 26, CHARACTERS));
    }

    /** By hand, as every event needs it. */
    private static long hex(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw malformed(text);
            }
            value = value << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
        }
        return value;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("position '" + text + "': write eeeeeeee-cccccccccccccccc-iiiiiiii in hex");
    }

    /** The inverse of {@link #toBytes()}. */
    public static Position fromBytes(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes, 0, BYTES);
        return new Position(buffer.getInt(), buffer.getLong(), buffer.getInt());
    }

    /** 16 bytes, big-endian, that sort (unsigned) as positions do. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(epoch)
                .putLong(commit)
                .putInt(index)
                .array();
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Position other) {
        int byEpoch = Integer.compare(epoch, other.epoch);
        if (byEpoch != 0) {
            return byEpoch;
        }
        int byCommit = Long.compare(commit, other.commit);
        return byCommit != 0 ? byCommit : Integer.compare(index, other.index);
    }

    /** {@code eeeeeeee-cccccccccccccccc-iiiiiiii}, hexadecimal. */
    @Override
    public String toString() {
        return new String(toAscii(), StandardCharsets.ISO_8859_1);
    }

    /** The bytes of {@link #toString()}, which every event needs: in its envelope and as its header. */
    public byte[] toAscii() {
        var text = new byte[CHARACTERS];
        hex(epoch, text, 0, 8);
        text[8] = '-';
        hex(commit, text, 9, 25);
        text[25] = '-';
        hex(index, text, 26, CHARACTERS);
        return text;
    }

    private static void hex(long value, byte[] text, int from, int to) {
        long left = value;
        for (int i = to - 1; i >= from; i--) {
            text[i] = DIGITS[(int) (left & 0xf)];
            left >>>= 4;
        }
    }
}
