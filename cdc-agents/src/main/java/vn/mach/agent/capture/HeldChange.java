package vn.mach.agent.capture;

import java.util.Objects;
import vn.mach.change.Position;

/**
 * A change that waits until it fits the contract of its table.
 *
 * @param position which it has whenever it is published
 * @param unavailable what stands in it for a large value that the log lacks
 */
record HeldChange(Position position, String unavailable, SourceChange change) {
    private static final byte[] VERSION = {1};

    byte[] toBytes() {
        var writer = new StructWriter().raw(VERSION).raw(position.toBytes()).text(unavailable);
        change.writeTo(writer);
        return writer.toBytes();
    }

    static HeldChange of(byte[] bytes) {
        var reader = new StructReader(bytes);
        if (reader.raw(VERSION.length)[0] != VERSION[0]) {
            throw new IllegalArgumentException("a change that was held by a newer agent: start that one");
        }
        return new HeldChange(
                Position.fromBytes(reader.raw(Position.BYTES)),
                Objects.requireNonNull(reader.text()),
                SourceChange.readFrom(reader));
    }
}
