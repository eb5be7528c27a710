package vn.mach.agent.postgresql;

import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which column types can become which types of a contract without a loss. */
final class ColumnType {
    /** Of these PostgreSQL has one text form, which the log, a snapshot and a query give alike. */
    private static final Set<String> TEXT = Set.of(
            "text",
            "varchar",
            "bpchar",
            "citext",
            "uuid",
            "json",
            "jsonb",
            "xml",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "time");

    private static final Set<String> HASHED =
            Set.of("text", "varchar", "bpchar", "citext", "uuid", "int2", "int4", "int8", "numeric");

    private static final Map<String, String> REFUSED = Map.of(
            "money", "its digits and its point depend on the server's lc_monetary: make the column numeric",
            "interval", "months, days and seconds have no common unit: make the column a number of one of them",
            "timetz", "the log tells it without its zone: make the column time or timestamptz",
            "hstore", "the log and a query tell it in different forms: make the column jsonb",
            "bit", "a contract has no bits: make the column text, bytea or boolean",
            "varbit", "a contract has no bits: make the column text, bytea or boolean");

    private ColumnType() {}

    /** Whether the column has the one text form that a hash needs. */
    static boolean canBeHashed(Column column) {
        return HASHED.contains(column.type()) || column.isEnum();
    }

    /** Why no contract can have the column, and what to do; empty if another field could. */
    static String refusal(Column column) {
        return column.type().startsWith("_")
                ? "a contract has no lists: make the column jsonb"
                : REFUSED.getOrDefault(column.type(), "");
    }

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
