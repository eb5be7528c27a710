package vn.mach.agent.postgresql;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteConverter;
import vn.mach.agent.capture.ContractType;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/**
 * A column as a binary COPY gives it: numbers and times as the server has them, which costs neither side a text, and anything else
 * as the text that SQL returns.
 *
 * @param name {@code <schema>.<table>.<column>}
 * @param select what to ask for
 */
record CopiedColumn(String name, String select, Form form) {
    /** From 1970 to 2000, where the server begins to count. */
    private static final int DAYS = 10_957;

    private static final long MICROS = DAYS * 86_400_000_000L;
    private static final int MICROS_PER_SECOND = 1_000_000;

    /** The columns of a table, which nobody alters until the end of the transaction; throws as {@link Database#ofTable} does. */
    static List<CopiedColumn> of(Database database, TableConfig table, List<String> names) {
        // A row there always is, even of an empty table.
        var columns = names.stream().map(name -> "t." + Column.quoted(name)).collect(Collectors.joining(", "));
        var sql = "SELECT " + columns + " FROM (SELECT 1) one LEFT JOIN " + Column.quoted(table) + " t ON false";
        var types = Database.ofTable(table, () -> database.one(sql, row -> types(row, names.size())));
        var copied = new ArrayList<CopiedColumn>();
        for (int i = 0; i < names.size(); i++) {
            copied.add(of(table, names.get(i), types.get(i)));
        }
        return copied;
    }

    private static List<String> types(ResultSet row, int count) throws SQLException {
        var types = new ArrayList<String>();
        for (int i = 1; i <= count; i++) {
            types.add(PresentRows.type(row, i));
        }
        return types;
    }

    private static CopiedColumn of(TableConfig table, String column, String type) {
        var name = table.table() + "." + column;
        var quoted = Column.quoted(column);
        var form = form(type);
        return form == null
                ? new CopiedColumn(
                        name,
                        // The text that its type's output function writes, which a cast to text is not always.
                        "CASE WHEN " + quoted + " IS NULL THEN NULL ELSE pg_catalog.format('%s', " + quoted + ") END",
                        CopiedColumn::text)
                : new CopiedColumn(name, quoted, form);
    }

    private static @Nullable Form form(String type) {
        return switch (type) {
            case "bool" -> (in, at, size) -> in[at] != 0;
            case "int2" -> (in, at, size) -> ByteConverter.int2(in, at);
            case "int4" -> (in, at, size) -> ByteConverter.int4(in, at);
            case "int8" -> (in, at, size) -> ByteConverter.int8(in, at);
            case "float4" -> (in, at, size) -> ByteConverter.float4(in, at);
            case "float8" -> (in, at, size) -> ByteConverter.float8(in, at);
            case "numeric" -> (in, at, size) -> decimal(ByteConverter.numeric(in, at, size));
            case "date" -> (in, at, size) -> day(ByteConverter.int4(in, at));
            case "timestamp" -> (in, at, size) -> micros(ByteConverter.int8(in, at));
            case "timestamptz" -> (in, at, size) -> instant(ByteConverter.int8(in, at));
            case "uuid" ->
                (in, at, size) ->
                        new UUID(ByteConverter.int8(in, at), ByteConverter.int8(in, at + Long.BYTES)).toString();
            case "bytea" -> (in, at, size) -> Arrays.copyOfRange(in, at, at + size);
            case "text", "varchar", "bpchar", "json" -> CopiedColumn::text;
            default -> null;
        };
    }

    /** The value of so many bytes, as Debezium would give it from the log; throws {@link AgentFailure.Unfit} if no contract can hold it. */
    Object value(byte[] in, int at, int size) {
        try {
            return form.read(in, at, size);
        } catch (ArithmeticException e) {
            throw new AgentFailure.Unfit("column " + name + " " + e.getMessage() + "; change the row", e);
        }
    }

    private static String text(byte[] in, int at, int size) {
        return new String(in, at, size, StandardCharsets.UTF_8);
    }

    /** The driver gives NaN and the infinities as a double. */
    static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : ContractType.NOT_FINITE;
    }

    /** An infinity is a number out of PostgreSQL's calendar, as in the log. */
    private static int day(int since2000) {
        return since2000 == Integer.MAX_VALUE || since2000 == Integer.MIN_VALUE ? Integer.MIN_VALUE : since2000 + DAYS;
    }

    private static long micros(long since2000) {
        if (since2000 > Long.MAX_VALUE - MICROS && !isInfinite(since2000)) {
            throw new ArithmeticException("is a time that no contract can hold");
        }
        return isInfinite(since2000) ? Long.MIN_VALUE : since2000 + MICROS;
    }

    private static Instant instant(long since2000) {
        return isInfinite(since2000)
                ? Instant.MAX
                : Instant.ofEpochSecond(
                        Math.floorDiv(since2000, MICROS_PER_SECOND) + MICROS / MICROS_PER_SECOND,
                        Math.floorMod(since2000, MICROS_PER_SECOND) * 1_000L);
    }

    private static boolean isInfinite(long micros) {
        return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE;
    }

    /** Reads a value of {@code size} bytes. */
    interface Form {
        Object read(byte[] in, int at, int size);
    }
}
