package vn.mach.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.schema.Column;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Columns and literals of a condition: a quoted literal takes its type from the column it meets, as in PostgreSQL. */
final class OperandBinder {
    /** Two sides that may be compared. */
    record Pair(Operand left, Operand right) {}

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final int MAX_SCALE = 400;

    private final String sql;
    private final Schema row;
    private final Set<String> columns = new TreeSet<>();

    OperandBinder(String sql, Schema row) {
        this.sql = sql;
        this.row = row;
    }

    Pair pair(Expression left, Expression right) {
        var leftColumn = left instanceof Column ? operand(left, null) : null;
        var rightColumn = right instanceof Column ? operand(right, null) : null;
        var pair = new Pair(
                leftColumn == null ? operand(left, rightColumn) : leftColumn,
                rightColumn == null ? operand(right, leftColumn) : rightColumn);
        var a = pair.left().kind();
        var b = pair.right().kind();
        if (a != b && !(a.isNumber() && b.isNumber())) {
            throw refused(right, name(a) + " compared with " + name(b), "both sides must be of one type");
        }
        if (a == Operand.Kind.BYTES) {
            throw refused(left, "a comparison of bytes", "use IS NULL, or another column");
        }
        return pair;
    }

    /** A column or a literal; a quoted literal is read as the type of the column it is compared with. */
    Operand operand(Expression expression, @Nullable Operand other) {
        if (expression instanceof Column column && !isBoolean(column)) {
            return column(expression);
        }
        if (expression instanceof NullValue) {
            throw refused(expression, "a comparison with NULL, which is never true,", "write IS NULL or IS NOT NULL");
        }
        if (expression instanceof StringValue text && text.getPrefix() == null) {
            return quoted(expression, text.getNotExcapedValue(), other);
        }
        if (expression instanceof CastExpression typed
                && typed.isImplicitCast()
                && typed.isDate()
                && typed.getLeftExpression() instanceof StringValue text) {
            return date(expression, text.getNotExcapedValue());
        }
        if (expression instanceof BooleanValue || expression instanceof Column) {
            return new Operand.Literal(
                    Operand.Kind.BOOLEAN,
                    expression.toString().toLowerCase(Locale.ROOT).equals("true"));
        }
        return number(expression);
    }

    /** A column; throws for anything else. */
    Operand column(Expression expression) {
        if (!(expression instanceof Column column)
                || column.getTable() != null
                || column.getArrayConstructor() != null) {
            throw refused(
                    expression, "'" + expression + "'", "a column of the dataset stands here, without a table name");
        }
        var written = column.getColumnName();
        var name = written.startsWith("\"") ? column.getUnquotedColumnName() : written.toLowerCase(Locale.ROOT);
        var field = row.getField(name);
        if (field == null) {
            throw refused(
                    expression,
                    "column '" + name + "' is not in the dataset and",
                    "its columns are "
                            + row.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(", ")));
        }
        columns.add(name);
        return Operand.column(field);
    }

    /** The columns bound so far. */
    Set<String> columns() {
        return columns;
    }

    /** A boolean column or literal. */
    Operand truth(Expression expression) {
        var operand =
                expression instanceof Column || expression instanceof BooleanValue ? operand(expression, null) : null;
        if (operand == null || operand.kind() != Operand.Kind.BOOLEAN) {
            throw refused(expression, "'" + expression + "'", "a comparison or a boolean column stands here");
        }
        return operand;
    }

    /** The constant of a literal in a list, typed as its column. */
    Object literalFor(Operand column, Expression expression) {
        if (operand(expression, column) instanceof Operand.Literal literal && literal.kind() == column.kind()) {
            return literal.constant();
        }
        throw refused(
                expression,
                "'" + expression + "'",
                "a list for this column holds " + name(column.kind()) + " literals");
    }

    boolean isEnum(Expression left, Expression right) {
        return (left instanceof Column && operand(left, null).kind() == Operand.Kind.ENUM)
                || (right instanceof Column && operand(right, null).kind() == Operand.Kind.ENUM);
    }

    private boolean isBoolean(Column column) {
        return column.getTable() == null
                && (column.getColumnName().equalsIgnoreCase("true")
                        || column.getColumnName().equalsIgnoreCase("false"));
    }

    private Operand quoted(Expression at, String text, @Nullable Operand other) {
        var kind = other == null ? Operand.Kind.TEXT : other.kind();
        try {
            return switch (kind) {
                case TEXT -> new Operand.Literal(kind, text);
                case ENUM -> symbol(at, text, (Operand.Column) java.util.Objects.requireNonNull(other));
                case UUID -> new Operand.Literal(kind, uuid(text));
                case DATE -> date(at, text);
                case WHOLE -> new Operand.Literal(Operand.Kind.DECIMAL, new BigDecimal(whole(at, text)));
                case DECIMAL -> new Operand.Literal(kind, decimal(at, text));
                case FLOATING -> new Operand.Literal(kind, floating(at, text));
                case REAL ->
                    throw refused(
                            at, "a quoted number for a real column", "PostgreSQL rounds it: write it without quotes");
                default ->
                    throw refused(at, "a text literal for " + name(kind), "this version compares it with columns only");
            };
        } catch (IllegalView e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw refused(at, "'" + text + "'", "it is no " + name(kind));
        }
    }

    private BigInteger whole(Expression at, String text) {
        if (!WHOLE.matcher(text.strip()).matches()) {
            throw refused(at, "'" + text + "'", "it is no whole number, which this column holds");
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
            throw refused(at, "'" + text + "'", "it is no number");
        }
        throw refused(at, "'" + text + "'", "its exponent is beyond " + MAX_SCALE);
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
            throw refused(at, "'" + text + "'", "the values of " + column.name() + " are " + column.symbols());
        }
        return new Operand.Literal(Operand.Kind.ENUM, text);
    }

    private Operand date(Expression at, String text) {
        try {
            return new Operand.Literal(
                    Operand.Kind.DATE, (int) LocalDate.parse(text).toEpochDay());
        } catch (DateTimeException e) {
            throw refused(at, "'" + text + "'", "write a date as 'YYYY-MM-DD'");
        }
    }

    private Operand number(Expression expression) {
        boolean negative = false;
        var literal = expression;
        if (expression instanceof SignedExpression signed && (signed.getSign() == '-' || signed.getSign() == '+')) {
            negative = signed.getSign() == '-';
            literal = signed.getExpression();
        }
        if (!(literal instanceof LongValue) && !(literal instanceof DoubleValue)) {
            throw refused(expression, "'" + expression + "'", "a column or a literal stands here");
        }
        var value = decimal(expression, literal.toString());
        var signed = negative ? value.negate() : value;
        boolean whole = signed.scale() <= 0 && signed.precision() - signed.scale() <= 18;
        return whole
                ? new Operand.Literal(Operand.Kind.WHOLE, signed.longValueExact())
                : new Operand.Literal(Operand.Kind.DECIMAL, signed);
    }

    private static String name(Operand.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    IllegalView refused(Expression at, String what, String allowed) {
        int character = at.getASTNode() != null
                ? character(at.getASTNode().jjtGetFirstToken())
                : Math.max(sql.indexOf(at.toString()), 0) + 1;
        return IllegalView.inCondition(character, what + " is refused: " + allowed);
    }

    /** Counted from 1 over line ends. */
    int character(Token token) {
        int character = token.beginColumn;
        var lines = sql.split("\n", -1);
        for (int line = 1; line < token.beginLine && line <= lines.length; line++) {
            character += lines[line - 1].length() + 1;
        }
        return character;
    }
}
