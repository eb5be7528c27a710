package vn.mach.agent.mariadb;

import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which column types can become which types of a contract without a loss. */
final class ColumnType {
    private static final Set<String> TEXT =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "uuid");
    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");
    private static final Set<String> SMALL = Set.of("tinyint", "smallint", "mediumint", "year");

    /** Those whose bytes the log gives and Debezium decodes as MariaDB means them. */
    private static final Set<String> CHARSETS = Set.of("utf8mb4", "utf8mb3", "utf8", "latin1", "ascii");

    private static final int UNSIGNED_BIGINT_DIGITS = 20;
    private static final Pattern OPTION = Pattern.compile("'((?:[^']|'')*)'");
    private static final Pattern ESCAPED = Pattern.compile("[,'\\\\]");

    private ColumnType() {}

    /** Whether every value of the column is one of the field's type. */
    static boolean fits(Column column, Schema type) {
        var logical = type.getLogicalType();
        var name = column.type();
        return switch (type.getType()) {
            case BOOLEAN ->
                column.full().startsWith("tinyint(1)") || column.full().equals("bit(1)");
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? name.equals("date")
                        : SMALL.contains(name) || (name.equals("int") && !column.isUnsigned());
            case LONG -> fitsLong(column, logical);
            case FLOAT -> name.equals("float") && !column.hasDigits();
            case DOUBLE -> name.equals("float") || name.equals("double");
            case STRING -> logical == null ? isText(column) : name.equals("uuid");
            case BYTES ->
                logical instanceof LogicalTypes.Decimal decimal ? fitsDecimal(column, decimal) : BYTES.contains(name);
            case ENUM -> Set.of("enum", "char", "varchar").contains(name) && isText(column);
            default -> false;
        };
    }

    /** Whether the column's text is the same however its rows are read. */
    static boolean canBeHashed(Column column) {
        var whole = Set.of("tinyint", "smallint", "mediumint", "int", "bigint").contains(column.type());
        return (isText(column) && !column.type().equals("set"))
                || column.type().equals("decimal")
                || (whole && !column.full().startsWith("tinyint(1)") && !isLarge(column));
    }

    private static boolean isLarge(Column column) {
        return column.type().equals("bigint") && column.isUnsigned();
    }

    /** Whether an option of an ENUM or SET is one that Debezium gives with backslashes that it does not have. */
    static boolean hasEscapedOption(String full) {
        return OPTION.matcher(full).results().anyMatch(option -> ESCAPED.matcher(option.group(1))
                .find());
    }

    private static boolean isText(Column column) {
        return TEXT.contains(column.type())
                && !hasEscapedOption(column.full())
                && (column.charset() == null || CHARSETS.contains(column.charset()));
    }

    private static boolean fitsLong(Column column, @Nullable LogicalType logical) {
        var name = column.type();
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return name.equals("timestamp");
        }
        if (logical instanceof LogicalTypes.LocalTimestampMicros) {
            return name.equals("datetime");
        }
        return SMALL.contains(name) || name.equals("int") || (name.equals("bigint") && !column.isUnsigned());
    }

    private static boolean fitsDecimal(Column column, LogicalTypes.Decimal decimal) {
        int whole = decimal.getPrecision() - decimal.getScale();
        if (column.type().equals("bigint") && column.isUnsigned()) {
            return whole >= UNSIGNED_BIGINT_DIGITS;
        }
        return column.type().equals("decimal")
                && column.scale() <= decimal.getScale()
                && column.precision() - column.scale() <= whole;
    }
}
