package vn.mach.producer;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import vn.mach.change.Contract;
import vn.mach.naming.DatasetId;

/** Whether a caller's record fits the contract, before anything is sent. Messages name fields and types, never values. */
final class ContractCheck {
    private ContractCheck() {}

    /** The record as one of {@code expected}; throws {@link IllegalArgumentException} that names the first wrong field. */
    static GenericRecord conform(DatasetId dataset, Schema expected, GenericRecord given) {
        for (var field : given.getSchema().getFields()) {
            if (expected.getField(field.name()) == null) {
                throw refused(dataset, expected, field.name(), "is not in the contract");
            }
        }
        var record = new GenericData.Record(expected);
        for (var field : expected.getFields()) {
            var same = given.getSchema().getField(field.name());
            if (same == null) {
                throw refused(dataset, expected, field.name(), "is missing");
            }
            var value = given.get(same.pos());
            if (!GenericData.get().validate(field.schema(), value)) {
                throw refused(dataset, expected, field.name(), problem(field.schema(), value));
            }
            record.put(field.pos(), value);
        }
        return record;
    }

    private static String problem(Schema schema, Object value) {
        var type = Contract.notNull(schema);
        if (value == null) {
            return "is null, which the contract does not allow";
        }
        var name = type.getLogicalType() == null
                ? type.getType().getName()
                : type.getLogicalType().getName() + " on " + type.getType().getName();
        return "is a " + value.getClass().getSimpleName() + " that is no " + name;
    }

    private static IllegalArgumentException refused(DatasetId dataset, Schema schema, String field, String problem) {
        return new IllegalArgumentException(
                dataset + ": field '" + field + "' of " + schema.getName() + " " + problem + "; nothing is published");
    }
}
