package vn.mach.router.topology;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

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
    final class Projected implements Image {
        private final ViewEvaluator by;
        private final GenericRecord key;
        private final GenericRecord row;
        private byte @Nullable [] keyBytes;

        Projected(ViewEvaluator by, GenericRecord key, GenericRecord row) {
            this.by = by;
            this.key = key;
            this.row = row;
        }

        GenericRecord visible() {
            return row;
        }

        @Override
        public byte[] key() {
            if (keyBytes == null) {
                keyBytes = by.encoder().key(key);
            }
            return keyBytes;
        }

        @Override
        public byte[] row() {
            return by.encoder().row(row);
        }

        @Override
        public boolean hasKeyOf(Image other) {
            return (other instanceof Projected that && that.by == by)
                    ? sameFields(key, that.key)
                    : Image.super.hasKeyOf(other);
        }

        @Override
        public boolean hasRowOf(Image other) {
            return (other instanceof Projected that && that.by == by)
                    ? sameFields(row, that.row)
                    : Image.super.hasRowOf(other);
        }

        private static boolean sameFields(GenericRecord left, GenericRecord right) {
            for (int i = 0; i < left.getSchema().getFields().size(); i++) {
                if (!java.util.Objects.equals(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }
}
