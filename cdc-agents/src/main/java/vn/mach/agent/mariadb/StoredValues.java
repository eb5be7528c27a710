package vn.mach.agent.mariadb;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/** Rows as a query gives them, in the values that the log would give ({@link LoggedColumns}). */
final class StoredValues {
    private static final Set<String> AS_TEXT = Set.of("date", "datetime", "timestamp");

    private final List<Column> columns;

    private StoredValues(List<Column> columns) {
        this.columns = columns;
    }

    /** For these columns of a table, in this order; throws {@link AgentFailure.Unfit} if it does not have one. */
    static StoredValues of(Database database, TableConfig table, List<String> names) {
        var found = Column.of(database, table).stream().collect(Collectors.toMap(Column::name, column -> column));
        return new StoredValues(names.stream()
                .map(name -> {
                    var column = found.get(name);
                    if (column == null) {
                        throw new AgentFailure.Unfit(
                                "column " + table.table() + "." + name + " is gone from the table; give its new name"
                                        + " under tables.columns, add it again, or register a contract without it",
                                null);
                    }
                    return column;
                })
                .toList());
    }

    /** What to select: times as text, since the driver cannot hold a zero date. */
    String select() {
        return columns.stream()
                .map(column -> AS_TEXT.contains(column.type())
                        ? "CAST(" + Database.quoted(column.name()) + " AS CHAR)"
                        : Database.quoted(column.name()))
                .collect(Collectors.joining(", "));
    }

    /** The current row, by column. */
    Map<String, @Nullable Object> read(ResultSet row) throws SQLException {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i).name(), row.getObject(i + 1) == null ? null : value(row, i + 1, columns.get(i)));
        }
        return values;
    }

    private @Nullable Object value(ResultSet row, int i, Column column) throws SQLException {
        return switch (column.type()) {
            case "tinyint", "smallint", "mediumint" -> row.getInt(i);
            case "year" -> Integer.parseInt(row.getString(i).substring(0, 4));
            case "int" -> column.isUnsigned() ? (Object) row.getLong(i) : row.getInt(i);
            case "bigint" -> column.isUnsigned() ? (Object) row.getBigDecimal(i) : row.getLong(i);
            case "float" -> column.hasDigits() ? (Object) row.getDouble(i) : row.getFloat(i);
            case "double" -> row.getDouble(i);
            case "decimal" -> row.getBigDecimal(i);
            case "bit" -> row.getBoolean(i);
            case "date" -> day(row.getString(i));
            case "datetime" -> micros(row.getString(i));
            case "timestamp" -> instant(row.getString(i));
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                ByteBuffer.wrap(row.getBytes(i));
            default -> row.getString(i);
        };
    }

    private static @Nullable Object day(String text) {
        return hasZero(text) ? null : Math.toIntExact(LocalDate.parse(text).toEpochDay());
    }

    private static @Nullable Object micros(String text) {
        return hasZero(text) ? null : LoggedColumns.micros(LocalDateTime.parse(text.replace(' ', 'T')));
    }

    private static @Nullable Object instant(String text) {
        return hasZero(text)
                ? null
                : LocalDateTime.parse(text.replace(' ', 'T'))
                        .atOffset(ZoneOffset.UTC)
                        .toString();
    }

    /** A year, month or day of zero. */
    private static boolean hasZero(String text) {
        return text.startsWith("0000") || text.startsWith("00", 5) || text.startsWith("00", 8);
    }
}
