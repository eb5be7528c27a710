package vn.mach.router.topology;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import vn.mach.change.Contract;
import vn.mach.naming.DatasetId;
import vn.mach.view.ColumnRule;

/** A small dataset: people who have a name, a province and an age. */
final class People {
    static final DatasetId DATASET = DatasetId.parse("moj.person");

    static final Contract PERSON = Contract.of(
            DATASET,
            SchemaBuilder.record("Row")
                    .namespace(DATASET.namespace())
                    .fields()
                    .requiredString("id")
                    .optionalString("name")
                    .optionalString("province")
                    .optionalInt("age")
                    .endRecord(),
            List.of("id"));

    private People() {}

    static GenericRecord person(String id, String name, String province) {
        return person(id, name, province, null);
    }

    static GenericRecord person(String id, String name, String province, Integer age) {
        var row = new GenericData.Record(PERSON.row());
        row.put("id", id);
        row.put("name", name);
        row.put("province", province);
        row.put("age", age);
        return row;
    }

    static GenericRecord person(String id) {
        return person(id, null, null, null);
    }

    static ColumnRule[] keep(String... columns) {
        return List.of(columns).stream().map(ColumnRule.Keep::new).toArray(ColumnRule[]::new);
    }

    static Map<String, Object> row(Object... namesAndValues) {
        var row = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }
}
