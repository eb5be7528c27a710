package vn.mach.view;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.schema.Column;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Columns and literals of a condition: a quoted literal takes its type from the column it meets, as in PostgreSQL. */
final class OperandBinder {
    /** Two sides that may be compared. */
    record Pair(Operand left, Operand right) {}

    private final Places places;
    private final LiteralBinder literals;
    private final Schema row;
    private final Set<String> columns = new TreeSet<>();

    OperandBinder(Places places, Schema row) {
        this.places = places;
        this.literals = new LiteralBinder(places);
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
            throw places.refused(right, a.label() + " compared with " + b.label(), "both sides must be of one type");
        }
        if (a == Operand.Kind.BYTES) {
            throw places.refused(left, "a comparison of bytes", "use IS NULL, or another column");
        }
        return pair;
    }

    /** A column or a literal; a quoted literal is read as the type of the column it is compared with. */
    Operand operand(Expression expression, @Nullable Operand other) {
        if (expression instanceof Column column && !isBoolean(column)) {
            return column(expression);
        }
        if (expression instanceof NullValue) {
            throw places.refused(
                    expression, "a comparison with NULL, which is never true,", "write IS NULL or IS NOT NULL");
        }
        if (expression instanceof StringValue text && text.getPrefix() == null) {
            return literals.quoted(expression, text.getNotExcapedValue(), other);
        }
        if (expression instanceof CastExpression typed
                && typed.isImplicitCast()
                && typed.isDate()
                && typed.getLeftExpression() instanceof StringValue text) {
            return literals.date(expression, text.getNotExcapedValue());
        }
        if (expression instanceof BooleanValue || expression instanceof Column) {
            return new Operand.Literal(
                    Operand.Kind.BOOLEAN,
                    expression.toString().toLowerCase(Locale.ROOT).equals("true"));
        }
        return literals.number(expression);
    }

    /** A column; throws for anything else. */
    Operand column(Expression expression) {
        if (!(expression instanceof Column column)
                || column.getTable() != null
                || column.getArrayConstructor() != null) {
            throw places.refused(
                    expression, "'" + expression + "'", "a column of the dataset stands here, without a table name");
        }
        var written = column.getColumnName();
        var name = written.startsWith("\"") ? column.getUnquotedColumnName() : written.toLowerCase(Locale.ROOT);
        var field = row.getField(name);
        if (field == null) {
            throw places.refused(
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
            throw places.refused(expression, "'" + expression + "'", "a comparison or a boolean column stands here");
        }
        return operand;
    }

    /** The constant of a literal in a list, typed as its column. */
    Object literalFor(Operand column, Expression expression) {
        if (operand(expression, column) instanceof Operand.Literal literal && literal.kind() == column.kind()) {
            return literal.constant();
        }
        throw places.refused(
                expression,
                "'" + expression + "'",
                "a list for this column holds " + column.kind().label() + " literals");
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
}
