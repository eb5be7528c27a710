package vn.mach.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import vn.mach.change.Contract;

/** Days set back and numbers rounded, so that a value says less. The type stays that of the column. */
final class CoarseValue {
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private CoarseValue() {}

    /** Throws {@link IllegalView} unless the column is a date or a timestamp. */
    static UnaryOperator<Object> truncating(Schema.Field column, ColumnRule.Truncate.Unit to) {
        return switch (Operand.Column.of(column).kind()) {
            case DATE -> value -> (int) first(((Number) value).longValue(), to);
            case TIMESTAMP, LOCAL_TIMESTAMP ->
                value -> first(Math.floorDiv(((Number) value).longValue(), MICROS_OF_DAY), to) * MICROS_OF_DAY;
            default -> throw refused(column, "truncate works on dates and timestamps");
        };
    }

    private static long first(long epochDay, ColumnRule.Truncate.Unit to) {
        var day = LocalDate.ofEpochDay(epochDay);
        return (to == ColumnRule.Truncate.Unit.MONTH ? day.withDayOfMonth(1) : day.withDayOfYear(1)).toEpochDay();
    }

    /** Throws {@link IllegalView} unless the column is a number. */
    static UnaryOperator<Object> rounding(Schema.Field column, int digits) {
        return switch (Operand.Column.of(column).kind()) {
            case INT -> value -> (int) rounded((Integer) value, digits, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> value -> rounded((Long) value, digits, Long.MIN_VALUE, Long.MAX_VALUE);
            case REAL -> value -> rounded((Float) value, digits);
            case FLOATING -> value -> rounded((Double) value, digits);
            case DECIMAL -> {
                var type =
                        (LogicalTypes.Decimal) Contract.notNull(column.schema()).getLogicalType();
                yield value -> rounded((ByteBuffer) value, type, digits);
            }
            default -> throw refused(column, "round works on numbers");
        };
    }

    private static long rounded(long value, int digits, long min, long max) {
        if (digits >= 0) {
            return value;
        }
        var exact = BigDecimal.valueOf(value);
        var half = exact.setScale(digits, RoundingMode.HALF_UP);
        boolean fits = half.compareTo(BigDecimal.valueOf(min)) >= 0 && half.compareTo(BigDecimal.valueOf(max)) <= 0;
        return (fits ? half : exact.setScale(digits, RoundingMode.DOWN)).longValueExact();
    }

    /** Of the decimal number that the value is written as: 2.675 becomes 2.68 though its bits are a little less. */
    private static double rounded(double value, int digits) {
        if (!Double.isFinite(value)) {
            return value;
        }
        var written = shortest(new BigDecimal(value), Double.toString(value), same -> same.doubleValue() == value);
        return written.setScale(digits, RoundingMode.HALF_UP).doubleValue();
    }

    private static float rounded(float value, int digits) {
        if (!Float.isFinite(value)) {
            return value;
        }
        var written = shortest(new BigDecimal(value), Float.toString(value), same -> same.floatValue() == value);
        return written.setScale(digits, RoundingMode.HALF_UP).floatValue();
    }

    /** As PostgreSQL writes it: with the fewest digits that read back as the value. Java before 19 may write more (JDK-4511638). */
    private static BigDecimal shortest(BigDecimal exact, String written, Predicate<BigDecimal> readsBack) {
        var best = new BigDecimal(written);
        for (int digits = best.precision(); digits > 0; digits--) {
            var shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (!readsBack.test(shorter)) {
                break;
            }
            best = shorter;
        }
        return best;
    }

    private static ByteBuffer rounded(ByteBuffer value, LogicalTypes.Decimal type, int digits) {
        if (digits >= type.getScale()) {
            return value;
        }
        var bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        var exact = new BigDecimal(new BigInteger(bytes), type.getScale());
        var half = exact.setScale(digits, RoundingMode.HALF_UP).setScale(type.getScale());
        var fitting = half.precision() <= type.getPrecision()
                ? half
                : exact.setScale(digits, RoundingMode.DOWN).setScale(type.getScale());
        return ByteBuffer.wrap(fitting.unscaledValue().toByteArray());
    }

    private static IllegalView refused(Schema.Field column, String works) {
        return new IllegalView("column '" + column.name() + "' is "
                + Contract.notNull(column.schema()).getType().getName() + ": " + works);
    }
}
