package vn.mach.producer;

import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import vn.mach.change.Contract;
import vn.mach.naming.DatasetId;
import vn.mach.wire.Contracts;

/** The sample dataset that these tests publish. */
public final class Units {
    public static final DatasetId DATASET = DatasetId.parse("gso.administrative-unit");
    public static final Contract CONTRACT =
            Contract.of(DATASET, Contracts.schema("samples/administrative-unit"), List.of("code"));

    private Units() {}

    public static GenericRecord unit(String code, String name) {
        var row = new GenericData.Record(CONTRACT.row());
        row.put("code", code);
        row.put("name", name);
        row.put("kind", "tỉnh");
        row.put("level", 1);
        row.put("parent_code", null);
        row.put("province_code", code);
        return row;
    }

    public static GenericRecord key(String code) {
        var key = new GenericData.Record(CONTRACT.keySchema());
        key.put("code", code);
        return key;
    }
}
