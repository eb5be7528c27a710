package vn.mach.router.topology;

import java.nio.ByteBuffer;
import java.util.Arrays;
import vn.mach.change.Operation;
import vn.mach.router.topology.ViewWriter.Occasion;

/** What a view shows of one row: its key and its visible columns, as a subscriber reads them. */
sealed interface Image {
    /** In the wire format. */
    byte[] key();

    /** In the wire format, so that a renamed column is a difference too. */
    byte[] row();

    default boolean hasKeyOf(Image other) {
        return Arrays.equals(key(), other.key());
    }

    default boolean hasRowOf(Image other) {
        return Arrays.equals(row(), other.row());
    }

    /** As bytes that {@link #fromBytes} reads back. */
    default byte[] toBytes() {
        var key = key();
        var row = row();
        return ByteBuffer.allocate(Integer.BYTES + key.length + row.length)
                .putInt(key.length)
                .put(key)
                .put(row)
                .array();
    }

    static Image fromBytes(byte[] bytes) {
        int keyEnd = Integer.BYTES + ByteBuffer.wrap(bytes).getInt();
        return new Remembered(
                Arrays.copyOfRange(bytes, Integer.BYTES, keyEnd), Arrays.copyOfRange(bytes, keyEnd, bytes.length));
    }

    /** An image that was kept as bytes. */
    @SuppressWarnings("ArrayRecordComponent") // compared by the methods above only
    record Remembered(byte[] key, byte[] row) implements Image {}

    /** An image just made by a view's rules; encoded only if somebody needs the bytes. */
    record Projected(ViewEvaluator by, ProjectedRow shown) implements Image {
        @Override
        public byte[] key() {
            return by.encoder().keyOf(shown.key());
        }

        @Override
        public byte[] row() {
            return by.encoder().valueOf(shown.row());
        }

        /** The event that tells it. */
        byte[] event(Operation operation, Occasion occasion) {
            return by.encoder().valueOf(shown.event(operation, occasion));
        }

        @Override
        public boolean hasKeyOf(Image other) {
            return (other instanceof Projected that && that.by.showsAs(by))
                    ? shown.hasKeyOf(that.shown)
                    : Image.super.hasKeyOf(other);
        }

        @Override
        public boolean hasRowOf(Image other) {
            return (other instanceof Projected that && that.by.showsAs(by))
                    ? shown.hasRowOf(that.shown)
                    : Image.super.hasRowOf(other);
        }
    }
}
