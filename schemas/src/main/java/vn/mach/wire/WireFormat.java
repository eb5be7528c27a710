package vn.mach.wire;

import java.nio.ByteBuffer;

/**
 * Confluent's wire format: a magic zero byte, the schema id as four bytes big-endian, then the Avro body. This class is
 * the only place that knows it.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Wire format</a>
 */
public final class WireFormat {
    static final byte MAGIC = 0;

    /** Bytes before the Avro body. */
    public static final int HEADER = 5;

    private WireFormat() {}

    /** The schema id in a record's bytes; throws {@link NotWireFormat}. */
    public static int schemaId(byte[] wire) {
        if (wire.length < HEADER) {
            throw new NotWireFormat("has " + wire.length + " bytes, fewer than the header's " + HEADER);
        }
        if (wire[0] != MAGIC) {
            throw new NotWireFormat("starts with byte " + wire[0] + ", not with the magic byte 0");
        }
        return ByteBuffer.wrap(wire).getInt(1);
    }

    /** The Avro body, copied. */
    public static byte[] body(byte[] wire) {
        schemaId(wire);
        return java.util.Arrays.copyOfRange(wire, HEADER, wire.length);
    }

    /** The same record under another schema id; the bytes themselves if it has that id. */
    public static byte[] withId(byte[] wire, int schemaId) {
        if (schemaId(wire) == schemaId) {
            return wire;
        }
        var other = wire.clone();
        ByteBuffer.wrap(other).putInt(1, schemaId);
        return other;
    }

    /** Header and body in one. */
    public static byte[] frame(int schemaId, byte[] body) {
        return ByteBuffer.allocate(HEADER + body.length)
                .put(MAGIC)
                .putInt(schemaId)
                .put(body)
                .array();
    }
}
