package vn.mach.agent.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A value as Debezium gives it (never null) to the plain value Avro writes. */
interface ColumnValue {
    long MICROS_OF_DAY = 86_400_000_000L;

    /** 24 November 4714 BC, PostgreSQL's first, in days from 1970. */
    int FIRST_DAY = -2_440_588;

    /** What the driver gives for an infinite time: 26 s before the last time that a long can hold. */
    long INFINITY_MICROS = 9_223_372_036_825_200_000L;

    /**
     * Throws {@link IllegalArgumentException} without the value in its message if it does not fit, and
     * {@link ClassCastException} if it is of another type: nothing is narrowed, and nothing becomes text by itself.
     */
    Object toAvro(Object value);

    /** The conversion into a type of a contract. */
    static ColumnValue into(Schema type) {
        var logical = type.getLogicalType();
        return switch (type.getType()) {
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? ColumnValue::day
                        : value -> value instanceof Short small ? small.intValue() : (Integer) value;
            case LONG -> intoLong(logical);
            case FLOAT -> Float.class::cast;
            case DOUBLE -> value -> value instanceof Float single ? single.doubleValue() : (Double) value;
            case BOOLEAN -> ColumnValue::truth;
            case STRING -> String.class::cast;
            case BYTES ->
                logical instanceof LogicalTypes.Decimal decimal ? value -> decimal(decimal, value) : ColumnValue::bytes;
            case ENUM -> value -> symbol(type, (String) value);
            default -> throw new IllegalArgumentException("no contract has a field of type " + type.getType());
        };
    }

    private static ColumnValue intoLong(@Nullable LogicalType logical) {
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return ColumnValue::micros;
        }
        return logical instanceof LogicalTypes.LocalTimestampMicros ? ColumnValue::localMicros : ColumnValue::whole;
    }

    /** The log tells it as text, a snapshot as an instant. */
    private static Object micros(Object value) {
        try {
            if (value instanceof String text && UtcTime.isPlain(text)) {
                return UtcTime.micros(text);
            }
            var time = value instanceof Instant instant
                    ? instant
                    : OffsetDateTime.parse((String) value).toInstant();
            // Not ChronoUnit.MICROS.between: it counts nanoseconds, which overflow 292 years from 1970.
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("is a time that a contract cannot hold", e);
        }
    }

    private static Object truth(Object value) {
        if (!(value instanceof Number number)) {
            return (Boolean) value;
        }
        if (number.longValue() != 0 && number.longValue() != 1) {
            throw new IllegalArgumentException("is a number for a boolean that is neither 0 nor 1");
        }
        return number.longValue() == 1;
    }

    private static Object whole(Object value) {
        if (value instanceof Long) {
            return value;
        }
        return value instanceof Short small ? small.longValue() : ((Integer) value).longValue();
    }

    /**
     * A text, a whole number or a decimal as PostgreSQL and MariaDB print it; {@link ClassCastException} of anything else. A text
     * is taken as it is: neither trimmed nor normalised.
     */
    static String text(Object value) {
        if (value instanceof Short || value instanceof Integer || value instanceof Long) {
            return value.toString();
        }
        return value instanceof Struct || value instanceof BigDecimal
                ? number(value).toPlainString()
                : (String) value;
    }

    /** Microseconds of a day as PostgreSQL prints a time. */
    static String timeOfDay(long micros) {
        long seconds = micros / 1_000_000;
        var whole = String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        var fraction = micros % 1_000_000;
        return fraction == 0
                ? whole
                : whole + String.format(Locale.ROOT, ".%06d", fraction).replaceFirst("0+$", "");
    }

    /** A column without precision comes as a record of its scale and its unscaled bytes. */
    private static BigDecimal number(Object value) {
        var number = value instanceof Struct struct
                ? new BigDecimal(new BigInteger(struct.getBytes("value")), struct.getInt32("scale"))
                : (BigDecimal) value;
        if (number.scale() == ContractType.NOT_FINITE.scale()) {
            throw new IllegalArgumentException("is NaN or infinite, which a contract cannot hold");
        }
        return number;
    }

    /** What Debezium makes of an infinity is some number outside of PostgreSQL's calendar. */
    private static Object day(Object value) {
        int day = (Integer) value;
        if (day < FIRST_DAY) {
            throw new IllegalArgumentException("is infinite, which a contract cannot hold");
        }
        return day;
    }

    private static Object localMicros(Object value) {
        long micros = (Long) value;
        if (micros < FIRST_DAY * MICROS_OF_DAY || micros >= INFINITY_MICROS) {
            throw new IllegalArgumentException("is infinite, which a contract cannot hold");
        }
        return micros;
    }

    private static Object bytes(Object value) {
        return value instanceof byte[] array ? ByteBuffer.wrap(array) : (ByteBuffer) value;
    }

    private static Object decimal(LogicalTypes.Decimal type, Object value) {
        try {
            var scaled = number(value).setScale(type.getScale(), RoundingMode.UNNECESSARY);
            if (scaled.precision() <= type.getPrecision()) {
                return ByteBuffer.wrap(scaled.unscaledValue().toByteArray());
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "has more digits after the point than the contract's " + type.getScale(), e);
        }
        throw new IllegalArgumentException("has more digits than the contract's " + type.getPrecision());
    }

    private static Object symbol(Schema type, String value) {
        if (!type.hasEnumSymbol(value)) {
            throw new IllegalArgumentException("is not one of the contract's " + type.getEnumSymbols());
        }
        return new GenericData.EnumSymbol(type, value);
    }
}
