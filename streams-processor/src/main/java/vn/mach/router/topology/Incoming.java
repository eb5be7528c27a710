package vn.mach.router.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Position;

/**
 * A record as it came, whether from the dataset's topic or submitted again.
 *
 * @param offset on the dataset's topic; -1 if who submitted it again did not say
 * @param positionHeader null when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Incoming(
        byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] positionHeader, long timestamp, long offset) {
    /** On a record that is submitted again: its offset on the dataset's topic, in decimal. */
    static final String OFFSET_HEADER = "mach.offset";

    static final int NONE = -1;

    static Incoming of(Record<byte @Nullable [], byte @Nullable []> record, RecordMetadata at, String dataTopic) {
        long offset = at.topic().equals(dataTopic) ? at.offset() : offset(header(record.headers(), OFFSET_HEADER));
        return new Incoming(
                record.key(), record.value(), header(record.headers(), Position.HEADER), record.timestamp(), offset);
    }

    /** Where the change stands, as its header says; null if there is no header that says it. */
    @Nullable
    Position position() {
        try {
            return positionHeader == null ? null : Position.parse(text(positionHeader));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Bytes of key and value. */
    int size() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    byte[] toBytes() {
        var bytes = ByteBuffer.allocate(2 * Long.BYTES + 3 * Integer.BYTES + length(positionHeader) + size())
                .putLong(timestamp)
                .putLong(offset);
        put(bytes, positionHeader);
        put(bytes, key);
        put(bytes, value);
        return bytes.array();
    }

    static Incoming fromBytes(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        long timestamp = buffer.getLong();
        long offset = buffer.getLong();
        var positionHeader = take(buffer);
        var key = take(buffer);
        return new Incoming(key, take(buffer), positionHeader, timestamp, offset);
    }

    private static byte @Nullable [] header(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    private static long offset(byte @Nullable [] header) {
        try {
            return header == null ? NONE : Long.parseLong(text(header));
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    private static String text(byte[] header) {
        return new String(header, StandardCharsets.UTF_8);
    }

    private static int length(byte @Nullable [] part) {
        return part == null ? 0 : part.length;
    }

    private static void put(ByteBuffer bytes, byte @Nullable [] part) {
        bytes.putInt(part == null ? NONE : part.length);
        if (part != null) {
            bytes.put(part);
        }
    }

    private static byte @Nullable [] take(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length == NONE) {
            return null;
        }
        var part = new byte[length];
        bytes.get(part);
        return part;
    }
}
