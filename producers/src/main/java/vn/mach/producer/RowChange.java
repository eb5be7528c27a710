package vn.mach.producer;

import org.apache.avro.generic.GenericRecord;
import vn.mach.change.Operation;

/**
 * What a publisher says of one row.
 *
 * @param record the whole row after the change; of a delete, the key's columns
 */
public record RowChange(Operation operation, GenericRecord record) {
    /** The row is new. */
    public static RowChange created(GenericRecord row) {
        return new RowChange(Operation.CREATE, row);
    }

    /** The row is new or has changed; to the router the two are the same. */
    public static RowChange upserted(GenericRecord row) {
        return new RowChange(Operation.UPDATE, row);
    }

    /** The row is there; whether it has changed is not known. */
    public static RowChange found(GenericRecord row) {
        return new RowChange(Operation.READ, row);
    }

    /** The row with this key is gone. */
    public static RowChange deleted(GenericRecord key) {
        return new RowChange(Operation.DELETE, key);
    }
}
