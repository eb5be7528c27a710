package vn.mach.agent.postgresql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/**
 * Rows as the tables hold them now, for what the log does not carry: large values, which PostgreSQL stores out of line and
 * leaves out of an update that does not touch them, and columns that a table got after the change. A value read here may be newer than the change it completes.
 * That is no harm: whatever made it newer follows in the log with the whole value. And a row that is gone was deleted, or
 * got another key, by a change that follows in the log as well.
 *
 * <p>Both hold only if the table is read as it was after the change or later. A server may send a transaction before
 * others see it, so a read waits for the transaction of the change. Connects at the first read.
 */
final class PresentRows implements AutoCloseable {
    /** A server that waits for a synchronous standby shows a transaction late. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration STEP = Duration.ofMillis(2);
    private static final long NONE = -1;

    private final DatabaseConfig config;
    private @Nullable Database database;
    private long visible = NONE;

    PresentRows(DatabaseConfig config) {
        this.config = config;
    }

    /**
     * The values of these columns in the row with this key; null if there is no such row.
     *
     * @param transaction the one that must be visible, as the log names it
     */
    @Nullable
    Map<String, @Nullable Object> read(TableConfig table, GenericRecord key, List<String> columns, long transaction) {
        var connected = connected();
        awaitVisible(connected, transaction);
        var fields = key.getSchema().getFields();
        var sql = columns.stream().map(Column::quoted).collect(Collectors.joining(", ", "SELECT ", ""))
                + " FROM " + Column.quoted(table)
                + fields.stream()
                        .map(field -> Column.quoted(table.columnOf(field.name())) + " = ?")
                        .collect(Collectors.joining(" AND ", " WHERE ", ""));
        var parameters = fields.stream()
                .map(field -> parameter(field.schema(), key.get(field.pos())))
                .toArray();
        var rows = Database.ofTable(table, () -> connected.query(sql, row -> values(row, columns), parameters));
        return rows.isEmpty() ? null : rows.get(0);
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
    }

    private Database connected() {
        if (database == null) {
            database = Database.connect(config);
            // A policy that hides rows is then an error: a row that is only hidden must not count as gone.
            database.query("SELECT set_config('row_security', 'off', false)", row -> "");
        }
        return database;
    }

    private void awaitVisible(Database connected, long transaction) {
        if (transaction != visible) {
            awaitVisible(connected, List.of(Long.toString(transaction)));
            visible = transaction;
        }
    }

    /** Waits until a read on this connection shows these transactions, named as the log does. */
    static void awaitVisible(Database connected, List<String> transactions) {
        for (long waited = 0; !isVisible(connected, transactions); waited += STEP.toMillis()) {
            if (waited > PATIENCE.toMillis()) {
                throw new AgentFailure.Unavailable(
                        "database " + connected.config().place()
                                + " has committed transactions and does not show them: is a synchronous standby away?",
                        null);
            }
            try {
                Thread.sleep(STEP.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentFailure.Broken("interrupted", e);
            }
        }
    }

    /** The log gives the low half of a transaction's number; the other half is that of the nearest number. */
    private static boolean isVisible(Database connected, List<String> transactions) {
        long next = connected.one("SELECT txid_snapshot_xmax(txid_current_snapshot())", row -> row.getLong(1));
        var numbers = transactions.stream()
                .map(transaction -> Long.toString(next + ((int) Long.parseLong(transaction) - (int) next)))
                .collect(Collectors.joining(","));
        return connected.one(
                "SELECT NOT EXISTS (SELECT 1 FROM unnest(string_to_array(?, ',')) x"
                        + " WHERE NOT txid_visible_in_snapshot(x::bigint, txid_current_snapshot()))",
                row -> row.getBoolean(1),
                numbers);
    }

    static Map<String, @Nullable Object> values(ResultSet row, List<String> columns) throws SQLException {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 1; i <= columns.size(); i++) {
            try {
                values.put(columns.get(i - 1), row.getObject(i) == null ? null : value(row, i));
            } catch (ArithmeticException e) {
                throw new AgentFailure.Unfit(
                        "column " + columns.get(i - 1)
                                + " of a row in the table holds a time that no contract can hold;" + " change the row",
                        e);
            }
        }
        return values;
    }

    /** As Debezium would give it from the log. */
    private static Object value(ResultSet row, int i) throws SQLException {
        return switch (type(row, i)) {
            case "date" -> day(row.getObject(i, LocalDate.class));
            case "timestamp" -> micros(row.getObject(i, LocalDateTime.class));
            case "timestamptz" -> row.getObject(i, OffsetDateTime.class).toString();
            case "bool", "int2", "int4", "int8", "float4", "float8", "bytea" -> row.getObject(i);
            case "numeric" -> CopiedColumn.decimal((Number) row.getObject(i));
            default -> row.getString(i);
        };
    }

    /** The name of a column's type; the driver gives those of numbers that count by themselves another. */
    static String type(ResultSet row, int i) throws SQLException {
        var type = row.getMetaData().getColumnTypeName(i);
        return switch (type) {
            case "smallserial" -> "int2";
            case "serial" -> "int4";
            case "bigserial" -> "int8";
            default -> type;
        };
    }

    /** An infinity is a number out of PostgreSQL's calendar, as in the log. */
    private static int day(LocalDate date) {
        return date.equals(LocalDate.MAX) || date.equals(LocalDate.MIN)
                ? Integer.MIN_VALUE
                : Math.toIntExact(date.toEpochDay());
    }

    private static long micros(LocalDateTime time) {
        if (time.equals(LocalDateTime.MAX) || time.equals(LocalDateTime.MIN)) {
            return Long.MIN_VALUE;
        }
        var instant = time.toInstant(ZoneOffset.UTC);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** What is not said by its class is text of the column's own type, whichever that is. */
    private static Object parameter(Schema type, Object value) {
        var logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Date) {
            return LocalDate.ofEpochDay((int) value);
        }
        if (logical instanceof LogicalTypes.LocalTimestampMicros) {
            return LocalDateTime.ofInstant(Instant.EPOCH.plus((long) value, ChronoUnit.MICROS), ZoneOffset.UTC);
        }
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return Instant.EPOCH.plus((long) value, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        }
        if (value instanceof ByteBuffer buffer) {
            var bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return logical instanceof LogicalTypes.Decimal decimal
                    ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
                    : bytes;
        }
        return new Database.Untyped(value.toString());
    }
}
