package vn.mach.router.topology;

import java.util.IdentityHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** A row on its way through the views: decoded when the first of them asks, and once for each contract they are bound to. */
final class DecodedRow {
    private final @Nullable LastRow row;
    private final RowDecoder decoder;
    private final IdentityHashMap<Schema, GenericRecord> decoded = new IdentityHashMap<>(2);

    /** @param row null when there is none */
    DecodedRow(@Nullable LastRow row, RowDecoder decoder) {
        this.row = row;
        this.decoder = decoder;
    }

    /** The row as a record of the contract; null when there is none or it is deleted. */
    @Nullable
    GenericRecord as(Schema contract) {
        var body = row == null ? null : row.body();
        if (row == null || body == null) {
            return null;
        }
        var record = decoded.get(contract);
        if (record == null) {
            record = decoder.decode(row, body, contract);
            decoded.put(contract, record);
        }
        return record;
    }
}
