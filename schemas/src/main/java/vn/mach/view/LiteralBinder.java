package vn.mach.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.SignedExpression;
import org.jspecify.annotations.Nullable;

/** Literals of a condition as PostgreSQL reads them; what it would refuse or round is refused. */
final class LiteralBinder {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final int MAX_SCALE = 400;

    private final Places places;

    LiteralBinder(Places places) {
        this.places = places;
    }

    /** Read as the type of the column it meets; as text when it meets none. */
    Operand quoted(Expression at, String text, @Nullable Operand other) {
        var kind = other == null ? Operand.Kind.TEXT : other.kind();
        try {
            return switch (kind) {
                case TEXT -> new Operand.Literal(kind, text);
                case ENUM -> symbol(at, text, (Operand.Column) Objects.requireNonNull(other));
                case UUID -> new Operand.Literal(kind, uuid(text));
                case DATE -> date(at, text);
                case WHOLE -> new Operand.Literal(Operand.Kind.DECIMAL, new BigDecimal(whole(at, text)));
                case DECIMAL -> new Operand.Literal(kind, decimal(at, text));
                case FLOATING -> new Operand.Literal(kind, floating(at, text));
                case REAL ->
                    throw places.refused(
                            at, "a quoted number for a real column", "PostgreSQL rounds it: write it without quotes");
                default ->
                    throw places.refused(
                            at, "a text literal for " + kind.label(), "this version compares it with columns only");
            };
        } catch (IllegalView e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw places.refused(at, "'" + text + "'", "it is no " + kind.label());
        }
    }

    private BigInteger whole(Expression at, String text) {
        if (!WHOLE.matcher(text.strip()).matches()) {
            throw places.refused(at, "'" + text + "'", "it is no whole number, which this column holds");
        }
        return new BigInteger(text.strip());
    }

    /** Of a size that any column can hold: an exponent alone may ask for gigabytes of digits. */
    private BigDecimal decimal(Expression at, String text) {
        try {
            var value = new BigDecimal(text.strip());
            if (Math.abs((long) value.scale()) <= MAX_SCALE) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw places.refused(at, "'" + text + "'", "it is no number");
        }
        throw places.refused(at, "'" + text + "'", "its exponent is beyond " + MAX_SCALE);
    }

    private double floating(Expression at, String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> decimal(at, text).doubleValue();
        };
    }

    private static String uuid(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException(text);
        }
        return UUID.fromString(text).toString();
    }

    private Operand symbol(Expression at, String text, Operand.Column column) {
        if (!column.symbols().contains(text)) {
            throw places.refused(at, "'" + text + "'", "the values of " + column.name() + " are " + column.symbols());
        }
        return new Operand.Literal(Operand.Kind.ENUM, text);
    }

    Operand date(Expression at, String text) {
        try {
            return new Operand.Literal(
                    Operand.Kind.DATE, (int) LocalDate.parse(text).toEpochDay());
        } catch (DateTimeException e) {
            throw places.refused(at, "'" + text + "'", "write a date as 'YYYY-MM-DD'");
        }
    }

    /** A number without quotes; throws for anything else. */
    Operand number(Expression expression) {
        boolean negative = false;
        var literal = expression;
        if (expression instanceof SignedExpression signed && (signed.getSign() == '-' || signed.getSign() == '+')) {
            negative = signed.getSign() == '-';
            literal = signed.getExpression();
        }
        if (!(literal instanceof LongValue) && !(literal instanceof DoubleValue)) {
            throw places.refused(expression, "'" + expression + "'", "a column or a literal stands here");
        }
        var value = decimal(expression, literal.toString());
        var signed = negative ? value.negate() : value;
        boolean whole = signed.scale() <= 0 && signed.precision() - signed.scale() <= 18;
        return whole
                ? new Operand.Literal(Operand.Kind.WHOLE, signed.longValueExact())
                : new Operand.Literal(Operand.Kind.DECIMAL, signed);
    }
}
