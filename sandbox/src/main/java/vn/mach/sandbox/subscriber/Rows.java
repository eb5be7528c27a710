package vn.mach.sandbox.subscriber;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** Records and rows as plain maps, so that what was received can be compared with what SQL returns. */
public final class Rows {
    private Rows() {}

    /** Column to value, in the schema's order; enums as text. */
    public static Map<String, Object> of(GenericRecord record) {
        var row = new LinkedHashMap<String, Object>();
        for (var field : record.getSchema().getFields()) {
            row.put(field.name(), record.get(field.pos()));
        }
        return row;
    }
}
