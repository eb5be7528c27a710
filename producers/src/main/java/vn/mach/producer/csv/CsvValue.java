package vn.mach.producer.csv;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;

/** One cell as a value of a contract's type. An empty cell is null where the contract allows it. */
final class CsvValue {
    private CsvValue() {}

    /** Throws {@link IllegalArgumentException} that says what to write, not what was written. */
    static @Nullable Object parse(Schema schema, String cell) {
        var type = Contract.notNull(schema);
        if (cell.isEmpty()) {
            if (Contract.isNullable(schema)) {
                return null;
            }
            if (type.getType() == Schema.Type.STRING && type.getLogicalType() == null) {
                return cell;
            }
            throw new IllegalArgumentException("is empty, which the contract does not allow");
        }
        try {
            return type.getLogicalType() == null ? plain(type, cell) : logical(type, cell);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            throw new IllegalArgumentException("write " + allowed(type), e);
        }
    }

    private static Object plain(Schema type, String cell) {
        return switch (type.getType()) {
            case STRING -> cell;
            case BOOLEAN -> bool(cell);
            case INT -> Integer.valueOf(cell);
            case LONG -> Long.valueOf(cell);
            case FLOAT -> Float.valueOf(cell);
            case DOUBLE -> Double.valueOf(cell);
            case ENUM -> symbol(type, cell);
            case BYTES -> ByteBuffer.wrap(Base64.getDecoder().decode(cell));
            default -> throw new IllegalStateException("no contract has " + type.getType());
        };
    }

    private static Object logical(Schema type, String cell) {
        var logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Date) {
            return Math.toIntExact(LocalDate.parse(cell).toEpochDay());
        }
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return micros(OffsetDateTime.parse(cell).toInstant());
        }
        if (logical instanceof LogicalTypes.LocalTimestampMicros) {
            return micros(LocalDateTime.parse(cell).toInstant(ZoneOffset.UTC));
        }
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return decimal(decimal, cell);
        }
        return UUID.fromString(cell).toString();
    }

    private static boolean bool(String cell) {
        return switch (cell) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    private static GenericData.EnumSymbol symbol(Schema type, String cell) {
        if (!type.hasEnumSymbol(cell)) {
            throw new IllegalArgumentException();
        }
        return new GenericData.EnumSymbol(type, cell);
    }

    private static ByteBuffer decimal(LogicalTypes.Decimal type, String cell) {
        // Throws rather than rounds.
        var value = new BigDecimal(cell).setScale(type.getScale());
        if (value.precision() > type.getPrecision()) {
            throw new IllegalArgumentException();
        }
        return ByteBuffer.wrap(value.unscaledValue().toByteArray());
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static String allowed(Schema type) {
        var logical = type.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return "a number with at most " + decimal.getScale() + " decimals and " + decimal.getPrecision()
                    + " digits, such as 1234.5";
        }
        if (logical != null) {
            return switch (logical.getName()) {
                case "date" -> "a date as 2025-07-01";
                case "timestamp-micros" -> "a time as 2025-07-01T08:00:00+07:00";
                case "local-timestamp-micros" -> "a time as 2025-07-01T08:00:00";
                default -> "a UUID";
            };
        }
        return switch (type.getType()) {
            case BOOLEAN -> "true or false";
            case ENUM -> "one of " + String.join(", ", type.getEnumSymbols());
            case BYTES -> "Base64";
            default -> "a number of type " + type.getType().getName();
        };
    }
}
