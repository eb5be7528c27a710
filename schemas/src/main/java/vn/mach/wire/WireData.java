package vn.mach.wire;

import org.apache.avro.generic.GenericData;

/** Avro's generic data; logical types stay their plain numbers and bytes. */
final class WireData {
    static final GenericData INSTANCE = instance();

    private WireData() {}

    private static GenericData instance() {
        var data = new GenericData();
        // The fast reader has no hook to make text a String.
        data.setFastReaderEnabled(false);
        return data;
    }
}
