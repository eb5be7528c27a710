package vn.mach.agent.mariadb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;

/**
 * Rows as the tables hold them now, for columns that a table got only after a change. Whoever adds a column waits for all
 * transactions that have changed the table, so the row is there as after the change or later; and what made it newer follows
 * in the log. Connects at the first read.
 */
final class PresentRows implements AutoCloseable {
    private final DatabaseConfig config;
    private @Nullable Database database;

    PresentRows(DatabaseConfig config) {
        this.config = config;
    }

    /** The values of these columns in the row with this key; null if there is no such row. */
    @Nullable
    Map<String, @Nullable Object> read(TableConfig table, GenericRecord key, List<String> columns) {
        var connected = connected();
        var values = StoredValues.of(connected, table, columns);
        var fields = key.getSchema().getFields();
        var where = fields.stream()
                .map(field -> Database.quoted(table.columnOf(field.name())) + " = ?")
                .collect(Collectors.joining(" AND "));
        var parameters = fields.stream()
                .map(field -> parameter(field.schema(), key.get(field.pos())))
                .toArray();
        var sql = "SELECT " + values.select() + " FROM " + Database.quoted(table) + " WHERE " + where;
        var rows = Database.ofTable(table, () -> connected.query(sql, values::read, parameters));
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
        }
        return database;
    }

    private static Object parameter(Schema type, Object value) {
        var logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Date) {
            return LocalDate.ofEpochDay((int) value).toString();
        }
        if (logical instanceof LogicalTypes.LocalTimestampMicros || logical instanceof LogicalTypes.TimestampMicros) {
            return LocalDateTime.ofInstant(Instant.EPOCH.plus((long) value, ChronoUnit.MICROS), ZoneOffset.UTC)
                    .toString();
        }
        if (value instanceof ByteBuffer buffer) {
            var bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return logical instanceof LogicalTypes.Decimal decimal
                    ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
                    : bytes;
        }
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
