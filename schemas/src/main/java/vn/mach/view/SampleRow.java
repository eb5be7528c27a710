package vn.mach.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;

/** A row as a person writes and reads one, beside the record that a view is run on. */
public final class SampleRow {
    private SampleRow() {}

    /**
     * The row of these values, each written as a condition would write it; a column that is not there is NULL. Throws
     * {@link IllegalView} that names the column and never the value.
     */
    public static GenericRecord of(Contract contract, Map<String, @Nullable String> values) {
        var row = new GenericData.Record(contract.row());
        for (var column : values.keySet()) {
            if (contract.row().getField(column) == null) {
                throw new IllegalView("column '" + column + "' is not in " + contract.dataset());
            }
        }
        for (var field : contract.row().getFields()) {
            var text = values.get(field.name());
            if (text != null) {
                row.put(field.pos(), value(field, text));
            } else if (!Contract.isNullable(field.schema())) {
                throw new IllegalView("column '" + field.name() + "' is missing or null, and never is");
            }
        }
        return row;
    }

    private static Object value(Schema.Field field, String text) {
        try {
            return ConstantValue.of(field, text);
        } catch (IllegalView e) {
            throw new IllegalView("column '" + field.name() + "' is "
                    + Operand.Column.of(field).kind().label() + ": its value cannot be read as one");
        }
    }

    /** The record's columns, as text, numbers and booleans. */
    public static Map<String, @Nullable Object> shown(GenericRecord record) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        for (var field : record.getSchema().getFields()) {
            var value = (@Nullable Object) record.get(field.pos());
            shown.put(field.name(), value == null ? null : shown(Contract.notNull(field.schema()), value));
        }
        return shown;
    }

    private static Object shown(Schema type, Object value) {
        var logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Date) {
            return LocalDate.ofEpochDay((Integer) value).toString();
        }
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return at((Long) value).toString();
        }
        if (logical instanceof LogicalTypes.LocalTimestampMicros) {
            return LocalDateTime.ofInstant(at((Long) value), ZoneOffset.UTC).toString();
        }
        if (value instanceof ByteBuffer bytes) {
            var copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return logical instanceof LogicalTypes.Decimal decimal
                    ? new BigDecimal(new BigInteger(copy), decimal.getScale()).toPlainString()
                    : "\\x" + HexFormat.of().formatHex(copy);
        }
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    private static Instant at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
