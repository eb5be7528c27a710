package vn.mach.view;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Types what a comparison stands between: a quoted literal takes its type from what it meets, as in PostgreSQL. */
final class OperandBinder {
    /** Two sides that may be compared. */
    record Pair(Operand left, Operand right) {}

    private final String sql;
    private final Schema row;
    private final Function<Syntax, Condition> conditions;
    private final Set<String> columns = new TreeSet<>();

    /** @param conditions binds what is no operand but a condition */
    OperandBinder(String sql, Schema row, Function<Syntax, Condition> conditions) {
        this.sql = sql;
        this.row = row;
        this.conditions = conditions;
    }

    /** The columns bound so far. */
    Set<String> columns() {
        return columns;
    }

    Pair pair(Syntax left, Syntax right) {
        if (isLiteral(left) && isLiteral(right)) {
            throw refused(right, "a comparison of two literals", "one side names a column");
        }
        var first = isLiteral(left) ? null : operand(left);
        var second = isLiteral(right) ? null : operand(right);
        var pair = new Pair(
                first == null ? literal(left, java.util.Objects.requireNonNull(second)) : first,
                second == null ? literal(right, java.util.Objects.requireNonNull(first)) : second);
        requireComparable(right, pair.left(), pair.right());
        return pair;
    }

    private void requireComparable(Syntax at, Operand left, Operand right) {
        var a = left.kind();
        var b = right.kind();
        boolean numbers = a.isNumber() && b.isNumber();
        boolean enums = left instanceof Operand.Column x
                && right instanceof Operand.Column y
                && a == Operand.Kind.ENUM
                && !x.type().equals(y.type());
        if ((a != b && !numbers) || enums) {
            throw refused(at, a.label() + " compared with " + b.label(), "both sides must be of one type");
        }
    }

    private static boolean isLiteral(Syntax syntax) {
        return syntax instanceof Syntax.Text
                || syntax instanceof Syntax.Numeral
                || syntax instanceof Syntax.Bool
                || syntax instanceof Syntax.Typed
                || syntax instanceof Syntax.Null;
    }

    /** A literal as it is when it meets {@code other}. */
    Operand.Literal literal(Syntax syntax, Operand other) {
        var type = other instanceof Operand.Column column ? column.type() : null;
        if (syntax instanceof Syntax.Text text) {
            return read(text, () -> LiteralBinder.quoted(text.value(), other.kind(), type), "'" + text.value() + "'");
        }
        if (syntax instanceof Syntax.Numeral number) {
            return read(
                    number,
                    () -> LiteralBinder.meeting(LiteralBinder.number(number.value()), other.kind()),
                    number.value());
        }
        if (syntax instanceof Syntax.Typed typed) {
            return read(
                    typed, () -> LiteralBinder.quoted(typed.value(), typed.kind(), null), "'" + typed.value() + "'");
        }
        if (syntax instanceof Syntax.Bool bool) {
            return new Operand.Literal(Operand.Kind.BOOLEAN, bool.value());
        }
        if (syntax instanceof Syntax.Null) {
            throw refused(syntax, "a comparison with NULL, which is never true,", "write IS NULL or IS NOT NULL");
        }
        throw refused(syntax, "what is no literal", "a literal stands here");
    }

    private Operand.Literal read(Syntax at, Supplier<Operand.Literal> literal, String shown) {
        try {
            return literal.get();
        } catch (IllegalArgumentException e) {
            throw refused(at, shown, String.valueOf(e.getMessage()));
        }
    }

    /** A column, a function, or a condition as a boolean. */
    Operand operand(Syntax syntax) {
        if (syntax instanceof Syntax.Column column) {
            return column(column);
        }
        if (syntax instanceof Syntax.Call call) {
            return function(call);
        }
        if (syntax instanceof Syntax.Bool bool) {
            return new Operand.Literal(Operand.Kind.BOOLEAN, bool.value());
        }
        if (isLiteral(syntax)) {
            throw refused(syntax, "a literal", "a column or a function of one stands here");
        }
        return new Operand.Outcome(conditions.apply(syntax));
    }

    private Operand column(Syntax.Column column) {
        var field = row.getField(column.name());
        if (field == null) {
            throw refused(
                    column,
                    "column '" + column.name() + "' is not in the dataset and",
                    "its columns are "
                            + row.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(", ")));
        }
        columns.add(column.name());
        return Operand.Column.of(field);
    }

    private Operand function(Syntax.Call call) {
        var operand = operand(call.arguments().get(0));
        boolean counts = call.name().equals("left");
        if (call.arguments().size() != (counts ? 2 : 1)) {
            throw refused(
                    call, OperandParser.shown(call.name()), counts ? "left(text, count)" : "it takes one argument");
        }
        return switch (call.name()) {
            case "lower" -> new TextFunction(TextFunction.Name.LOWER, text(call, operand), 0);
            case "upper" -> new TextFunction(TextFunction.Name.UPPER, text(call, operand), 0);
            case "trim" -> new TextFunction(TextFunction.Name.TRIM, text(call, operand), 0);
            case "left" ->
                new TextFunction(
                        TextFunction.Name.LEFT,
                        text(call, operand),
                        count(call.arguments().get(1)));
            case "length" -> new NumberFunction(NumberFunction.Name.LENGTH, text(call, operand));
            case "year" -> new NumberFunction(NumberFunction.Name.YEAR, day(call, operand));
            case "month" -> new NumberFunction(NumberFunction.Name.MONTH, day(call, operand));
            default -> new NumberFunction(NumberFunction.Name.DAY, day(call, operand));
        };
    }

    /** The operand, which must be a text. */
    Operand text(Syntax at, Operand operand) {
        if (operand.kind() == Operand.Kind.TEXT) {
            return operand;
        }
        var what = at instanceof Syntax.Call call ? OperandParser.shown(call.name()) : "LIKE";
        throw refused(at, what + " of a " + operand.kind().label(), "it takes a text");
    }

    private Operand day(Syntax.Call call, Operand operand) {
        if (operand.kind() == Operand.Kind.DATE || operand.kind() == Operand.Kind.LOCAL_TIMESTAMP) {
            return operand;
        }
        throw refused(
                call,
                OperandParser.shown(call.name()) + " of a " + operand.kind().label(),
                "it takes a date or a timestamp without time zone"
                        + (operand.kind() == Operand.Kind.TIMESTAMP
                                ? "; compare this one with a time and its offset"
                                : ""));
    }

    private int count(Syntax syntax) {
        if (syntax instanceof Syntax.Numeral number
                && LiteralBinder.number(number.value()).kind() == Operand.Kind.INT) {
            return ((Long) LiteralBinder.number(number.value()).constant()).intValue();
        }
        throw refused(syntax, "the second argument of left", "a whole number stands here");
    }

    IllegalView refused(Syntax at, @Nullable String what, String allowed) {
        return IllegalView.inCondition(sql, at.at(), what + " is refused: " + allowed);
    }
}
