package vn.mach.wire;

import org.apache.kafka.common.utils.Utils;

/**
 * The partition of a key: murmur2 of its Avro body, without the wire header, so that a new id of the key's schema does
 * not move a key.
 */
public final class KeyPartition {
    private KeyPartition() {}

    /** From 0 to {@code partitions - 1}. */
    public static int of(byte[] wireKey, int partitions) {
        return Utils.toPositive(Utils.murmur2(WireFormat.body(wireKey))) % partitions;
    }
}
