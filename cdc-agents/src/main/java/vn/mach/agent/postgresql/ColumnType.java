package vn.mach.agent.postgresql;

import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which column types can become which types of a contract without a loss. */
final class ColumnType {
    private static final Set<String> TEXT = Set.of("text", "varchar", "bpchar", "uuid", "json", "jsonb");

    private ColumnType() {}

    /** Whether every value of the column is one of the field's type; a decimal without a limit is checked by value. */
    static boolean fits(Column column, Schema type) {
        var logical = type.getLogicalType();
        var name = column.type();
        return switch (type.getType()) {
            case BOOLEAN -> name.equals("bool");
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? name.equals("date")
                        : Set.of("int2", "int4").contains(name);
            case LONG -> fitsLong(name, logical);
            case FLOAT -> name.equals("float4");
            case DOUBLE -> Set.of("float4", "float8").contains(name);
            case STRING -> logical == null ? TEXT.contains(name) || column.isEnum() : name.equals("uuid");
            case BYTES ->
                logical instanceof LogicalTypes.Decimal decimal ? fitsDecimal(column, decimal) : name.equals("bytea");
            case ENUM -> column.isEnum() || Set.of("text", "varchar").contains(name);
            default -> false;
        };
    }

    private static boolean fitsLong(String name, @Nullable LogicalType logical) {
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return name.equals("timestamptz");
        }
        if (logical instanceof LogicalTypes.LocalTimestampMicros) {
            return name.equals("timestamp");
        }
        return Set.of("int2", "int4", "int8").contains(name);
    }

    private static boolean fitsDecimal(Column column, LogicalTypes.Decimal decimal) {
        if (!column.type().equals("numeric")) {
            return false;
        }
        int whole = column.precision() - column.scale();
        return column.precision() < 0
                || (column.scale() <= decimal.getScale() && whole <= decimal.getPrecision() - decimal.getScale());
    }
}
