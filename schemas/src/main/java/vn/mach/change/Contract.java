package vn.mach.change;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import vn.mach.naming.DatasetId;

/**
 * What a dataset promises: the Avro record of its row and the columns that identify one.
 *
 * @param row an Avro record named {@code Row} in the dataset's namespace
 * @param key the primary key's columns, in order
 */
public record Contract(DatasetId dataset, Schema row, List<String> key) {
    /** A schema text longer than this is refused. */
    public static final int MAX_CHARACTERS = 64 * 1024;

    public static final int MAX_FIELDS = 1_000;

    /** A property of a field in a registered contract. */
    public static final String CLASSIFICATION = "classification";

    public Contract {
        key = List.copyOf(key);
    }

    /**
     * A contract that holds the rules: the record is {@code <namespace>.Row}, every field has a supported type
     * ({@link #SUPPORTED}), each key column exists, once, and cannot be null. Throws {@link IllegalArgumentException}
     * that names the field, the problem and what is allowed.
     */
    public static Contract of(DatasetId dataset, Schema row, List<String> key) {
        requireRecord(dataset, row);
        row.getFields().forEach(field -> requireSupported(field.name(), field.schema()));
        requireKey(row, key);
        return new Contract(dataset, row, key);
    }

    /** What {@link #of} says is allowed for a field. */
    public static final String SUPPORTED =
            "boolean, int, long, float, double, string, bytes, enum, or the logical types"
                    + " date, timestamp-micros, local-timestamp-micros, decimal (on bytes), uuid (on string);"
                    + " or a union of null and one of these";

    /** The contract behind the schemas of a dataset topic. */
    public static Contract fromEnvelope(DatasetId dataset, Schema keySchema, Schema envelope) {
        var row = notNull(envelope.getField("after").schema());
        return of(
                dataset,
                row,
                keySchema.getFields().stream().map(Schema.Field::name).toList());
    }

    /** The record {@code Key}: the key's columns with the types of the row, in the namespace of the row. */
    public Schema keySchema() {
        return Envelopes.key(row, key);
    }

    /** The record {@code Envelope} around the row. */
    public Schema envelopeSchema() {
        return Envelopes.envelope(row);
    }

    /** The type of a field without its null branch. */
    public static Schema notNull(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElse(schema);
    }

    public static boolean isNullable(Schema schema) {
        return schema.getType() == Schema.Type.UNION && schema.isNullable();
    }

    /** How much harm the field can do to a person, as the registry wrote it into the contract; empty if it did not. */
    public static String classification(Schema.Field field) {
        return Objects.requireNonNullElse(field.getProp(CLASSIFICATION), "");
    }

    private static void requireRecord(DatasetId dataset, Schema row) {
        var expected = dataset.namespace() + ".Row";
        if (row.getType() != Schema.Type.RECORD || !row.getFullName().equals(expected)) {
            throw new IllegalArgumentException(
                    "contract is not the record " + expected + ": name it Row in namespace " + dataset.namespace());
        }
        if (row.getFields().isEmpty() || row.getFields().size() > MAX_FIELDS) {
            throw new IllegalArgumentException(
                    "contract has " + row.getFields().size() + " fields: 1 to " + MAX_FIELDS);
        }
        if (row.toString().length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("contract is longer than " + MAX_CHARACTERS + " characters: shorten it");
        }
    }

    private static void requireKey(Schema row, List<String> key) {
        if (key.isEmpty() || new HashSet<>(key).size() != key.size()) {
            throw new IllegalArgumentException("key " + key + ": name one or more columns, each once");
        }
        for (var column : key) {
            var field = row.getField(column);
            if (field == null) {
                throw new IllegalArgumentException("key column '" + column + "' is not in the contract");
            }
            if (isNullable(field.schema())) {
                throw new IllegalArgumentException("key column '" + column + "' may be null: a key never is");
            }
        }
    }

    private static void requireSupported(String field, Schema schema) {
        if (schema.getType() == Schema.Type.UNION
                && (schema.getTypes().size() != 2
                        || !isNullable(schema)
                        || notNull(schema).getType() == Schema.Type.NULL)) {
            throw refused(field, schema);
        }
        var type = notNull(schema);
        for (var property : List.of("java-class", "java-key-class", "java-element-class")) {
            if (type.getObjectProp(property) != null) {
                throw new IllegalArgumentException("field '" + field + "' names " + property + ": remove it");
            }
        }
        var plain = type.getLogicalType() == null;
        var allowed =
                switch (type.getType()) {
                    case BOOLEAN, FLOAT, DOUBLE, ENUM -> plain;
                    case INT -> plain || type.getLogicalType() instanceof LogicalTypes.Date;
                    case LONG ->
                        plain
                                || type.getLogicalType() instanceof LogicalTypes.TimestampMicros
                                || type.getLogicalType() instanceof LogicalTypes.LocalTimestampMicros;
                    case BYTES -> plain || type.getLogicalType() instanceof LogicalTypes.Decimal;
                    case STRING -> plain || isUuid(type.getLogicalType());
                    default -> false;
                };
        if (!allowed) {
            throw refused(field, schema);
        }
        if (type.getType() == Schema.Type.ENUM && OURS.contains(type.getName())) {
            throw new IllegalArgumentException("field '" + field + "' has a type named " + type.getName()
                    + ", as a record around the row: rename it");
        }
    }

    /** Records of the envelope and the key; Avro would print a reference to the wrong one. */
    private static final Set<String> OURS = Set.of("Row", "Key", "Envelope", "Source");

    private static boolean isUuid(LogicalType type) {
        return Objects.equals(type.getName(), "uuid");
    }

    private static IllegalArgumentException refused(String field, Schema schema) {
        var found = new ArrayList<String>();
        (schema.isUnion() ? schema.getTypes() : List.of(schema))
                .forEach(part -> found.add(
                        part.getLogicalType() == null
                                ? part.getType().getName()
                                : part.getLogicalType().getName()));
        return new IllegalArgumentException("field '" + field + "' is " + found + ": allowed are " + SUPPORTED);
    }
}
