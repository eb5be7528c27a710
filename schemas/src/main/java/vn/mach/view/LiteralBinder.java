package vn.mach.view;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Literals as PostgreSQL reads them; what it would refuse or round is refused with an {@link IllegalArgumentException}. */
final class LiteralBinder {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,40}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern BYTES = Pattern.compile("\\\\x([0-9a-fA-F]{2})*");
    private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int MAX_SCALE = 400;

    private LiteralBinder() {}

    /** A quoted literal, read as the kind of what it meets; {@code type} is that column's, null for a function. */
    static Operand.Literal quoted(String text, Operand.Kind kind, @Nullable Schema type) {
        return switch (kind) {
            case TEXT -> new Operand.Literal(kind, text);
            case ENUM -> symbol(text, type);
            case UUID -> new Operand.Literal(kind, uuid(text));
            case DATE -> new Operand.Literal(kind, TimeLiteral.day(text));
            case LOCAL_TIMESTAMP -> new Operand.Literal(kind, TimeLiteral.localMicros(text));
            case TIMESTAMP -> new Operand.Literal(kind, TimeLiteral.micros(text));
            case INT -> new Operand.Literal(kind, whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case LONG -> new Operand.Literal(kind, whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
            case DECIMAL -> new Operand.Literal(kind, decimal(text));
            case REAL, FLOATING -> new Operand.Literal(kind, floating(text, kind));
            case BOOLEAN -> new Operand.Literal(kind, bool(text));
            case BYTES -> new Operand.Literal(kind, bytes(text));
        };
    }

    /** A number without quotes, of the narrowest kind that holds it. */
    static Operand.Literal number(String text) {
        var value = decimal(text);
        boolean whole = isWhole(value)
                && !text.contains(".")
                && !text.toLowerCase(Locale.ROOT).contains("e");
        if (!whole) {
            return new Operand.Literal(Operand.Kind.DECIMAL, value);
        }
        long number = value.longValueExact();
        return new Operand.Literal(number == (int) number ? Operand.Kind.INT : Operand.Kind.LONG, number);
    }

    /** The number as PostgreSQL compares it with a value of that kind. */
    static Operand.Literal meeting(Operand.Literal number, Operand.Kind kind) {
        var value = number.constant() instanceof BigDecimal decimal
                ? decimal
                : number.constant() instanceof Long whole ? BigDecimal.valueOf(whole) : null;
        if (value == null) {
            return number;
        }
        if (kind.isFloating()) {
            return new Operand.Literal(Operand.Kind.FLOATING, inRange(value, value.doubleValue()));
        }
        return kind.isWhole() && isWhole(value)
                ? new Operand.Literal(Operand.Kind.LONG, value.longValueExact())
                : new Operand.Literal(Operand.Kind.DECIMAL, value);
    }

    private static boolean isWhole(BigDecimal value) {
        return value.compareTo(MIN_LONG) >= 0
                && value.compareTo(MAX_LONG) <= 0
                && value.stripTrailingZeros().scale() <= 0;
    }

    private static long whole(String text, long min, long max) {
        require(WHOLE.matcher(text).matches(), "it is no whole number, which this column holds");
        var value = new BigDecimal(text);
        require(
                value.compareTo(BigDecimal.valueOf(min)) >= 0 && value.compareTo(BigDecimal.valueOf(max)) <= 0,
                "it is beyond what this column holds");
        return value.longValueExact();
    }

    /** Of a size that any column can hold: an exponent alone may ask for gigabytes of digits. */
    private static BigDecimal decimal(String text) {
        require(NUMBER.matcher(text).matches(), "it is no number");
        require(text.length() <= MAX_SCALE, "it has more than " + MAX_SCALE + " digits");
        var value = new BigDecimal(text);
        require(Math.abs((long) value.scale()) <= MAX_SCALE, "its exponent is beyond " + MAX_SCALE);
        return value;
    }

    private static double floating(String text, Operand.Kind kind) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                var value = decimal(text);
                yield inRange(value, kind == Operand.Kind.REAL ? Float.parseFloat(text) : value.doubleValue());
            }
        };
    }

    private static double inRange(BigDecimal exact, double value) {
        require(
                !Double.isInfinite(value) && (value != 0 || exact.signum() == 0),
                "it is beyond what this column holds");
        return value;
    }

    private static String uuid(String text) {
        var folded = text.toLowerCase(Locale.ROOT);
        require(UUID.matcher(folded).matches(), "write a uuid as 8-4-4-4-12 hexadecimal digits");
        return folded;
    }

    private static Operand.Literal symbol(String text, @Nullable Schema type) {
        var symbols = type == null ? java.util.List.<String>of() : type.getEnumSymbols();
        require(symbols.contains(text), "the values of this column are " + symbols);
        return new Operand.Literal(Operand.Kind.ENUM, text);
    }

    private static boolean bool(String text) {
        var folded = text.toLowerCase(Locale.ROOT);
        require(folded.equals("true") || folded.equals("false"), "write true or false");
        return folded.equals("true");
    }

    private static ByteBuffer bytes(String text) {
        require(BYTES.matcher(text).matches(), "write bytes as '\\x' and pairs of hexadecimal digits");
        return ByteBuffer.wrap(HexFormat.of().parseHex(text.substring(2).toLowerCase(Locale.ROOT)))
                .asReadOnlyBuffer();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
