package vn.mach.router.topology;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Position;

/**
 * The last row seen of a key, as it was written; a deleted key keeps its position, so that an older event of it is still
 * known to be old.
 *
 * @param schemaId of the envelope the row came in
 * @param body the Avro body of the row; null when it is deleted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: a value of a byte store
record LastRow(Position position, long committedAtMicros, int schemaId, byte @Nullable [] body) {
    private static final int HEADER = Position.BYTES + Long.BYTES + Integer.BYTES + 1;
    private static final byte DELETED = 0;
    private static final byte PRESENT = 1;

    byte[] toBytes() {
        var bytes = ByteBuffer.allocate(HEADER + (body == null ? 0 : body.length))
                .put(position.toBytes())
                .putLong(committedAtMicros)
                .putInt(schemaId)
                .put(body == null ? DELETED : PRESENT);
        return (body == null ? bytes : bytes.put(body)).array();
    }

    static LastRow fromBytes(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes).position(Position.BYTES);
        long committedAtMicros = buffer.getLong();
        int schemaId = buffer.getInt();
        if (buffer.get() == DELETED) {
            return new LastRow(Position.fromBytes(bytes), committedAtMicros, schemaId, null);
        }
        var body = new byte[buffer.remaining()];
        buffer.get(body);
        return new LastRow(Position.fromBytes(bytes), committedAtMicros, schemaId, body);
    }
}
