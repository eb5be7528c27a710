package vn.mach.view;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.expression.operators.relational.SupportsOldOracleJoinSyntax;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.TokenMgrException;
import org.apache.avro.Schema;

/** Turns the text of a condition into a {@link Condition}: an allow-list over the parser's tree, typed at once. */
final class ConditionBinder {
    static final int MAX_LIST = 1_000;
    static final int MAX_OPERATORS = 256;

    static final String ALLOWED =
            "allowed are = <> < <= > >=, AND, OR, NOT, IN, BETWEEN, IS [NOT] NULL, IS [NOT] TRUE/FALSE, columns and literals";

    private final String sql;
    private final Places places;
    private final OperandBinder operands;

    ConditionBinder(String sql, Schema row) {
        this.sql = sql;
        this.places = new Places(sql);
        this.operands = new OperandBinder(places, row);
    }

    /** The columns the condition looks at; to be asked after {@link #bind}. */
    Set<String> columns() {
        return Set.copyOf(operands.columns());
    }

    Condition bind() {
        if (sql.isBlank()) {
            return Condition.ALL;
        }
        ConditionText.requireModest(sql);
        var parser = new AtomicReference<CCJSqlParser>();
        Expression parsed;
        try {
            // A partial parse, because only then does the parser say where it stopped.
            parsed = CCJSqlParserUtil.parseCondExpression(
                    sql, true, used -> parser.set(used.withAllowComplexParsing(false)));
        } catch (JSQLParserException e) {
            throw new IllegalView("condition cannot be read; " + ALLOWED);
        } catch (TokenMgrException e) {
            throw new IllegalView("condition cannot be read: it has a character that is no SQL; " + ALLOWED);
        }
        var next = Objects.requireNonNull(parser.get()).getToken(1);
        if (next.kind != CCJSqlParserConstants.EOF) {
            throw IllegalView.inCondition(
                    places.character(next), "cannot be read from '" + next.image + "' on; " + ALLOWED);
        }
        return condition(parsed, 0);
    }

    private Condition condition(Expression expression, int depth) {
        if (depth > MAX_OPERATORS) {
            throw new IllegalView(
                    "condition has more than " + MAX_OPERATORS + " operators in a row: use IN, or split it");
        }
        if (expression instanceof AndExpression and) {
            return condition(and.getLeftExpression(), depth + 1).and(condition(and.getRightExpression(), depth + 1));
        }
        if (expression instanceof OrExpression or) {
            return condition(or.getLeftExpression(), depth + 1).or(condition(or.getRightExpression(), depth + 1));
        }
        if (expression instanceof NotExpression not && !not.isExclamationMark()) {
            return condition(not.getExpression(), depth + 1).not();
        }
        if (expression instanceof ParenthesedExpressionList<?> group && group.size() == 1) {
            return condition(group.get(0), depth + 1);
        }
        return predicate(expression);
    }

    private Condition predicate(Expression expression) {
        if (expression instanceof ComparisonOperator comparison) {
            return comparison(comparison);
        }
        if (expression instanceof InExpression in) {
            return in(in);
        }
        if (expression instanceof Between between) {
            return between(between);
        }
        if (expression instanceof IsNullExpression isNull && !isNull.isUseIsNull() && !isNull.isUseNotNull()) {
            var operand = operands.column(isNull.getLeftExpression());
            return row -> Truth.of((operand.value(row) == null) != isNull.isNot());
        }
        if (expression instanceof IsBooleanExpression is) {
            var operand = operands.truth(is.getLeftExpression());
            return row -> Truth.of(Boolean.valueOf(is.isTrue()).equals(operand.value(row)) != is.isNot());
        }
        var operand = operands.truth(expression);
        return row -> {
            var value = operand.value(row);
            return value == null ? Truth.UNKNOWN : Truth.of((Boolean) value);
        };
    }

    private Condition comparison(ComparisonOperator comparison) {
        IntPredicate holds =
                switch (comparison.getStringExpression()) {
                    case "=" -> order -> order == 0;
                    case "<>", "!=" -> order -> order != 0;
                    case "<" -> order -> order < 0;
                    case "<=" -> order -> order <= 0;
                    case ">" -> order -> order > 0;
                    case ">=" -> order -> order >= 0;
                    default ->
                        throw places.refused(
                                comparison, "operator '" + comparison.getStringExpression() + "'", ALLOWED);
                };
        if (comparison.getOldOracleJoinSyntax() != SupportsOldOracleJoinSyntax.NO_ORACLE_JOIN
                || comparison.getOraclePriorPosition() != SupportsOldOracleJoinSyntax.NO_ORACLE_PRIOR) {
            throw places.refused(comparison, "'" + comparison + "'", ALLOWED);
        }
        requireEqualityForEnums(comparison);
        return compare(comparison.getLeftExpression(), holds, comparison.getRightExpression());
    }

    private Condition compare(Expression leftSide, IntPredicate holds, Expression rightSide) {
        var pair = operands.pair(leftSide, rightSide);
        var left = pair.left();
        var right = pair.right();
        var order = Order.of(left.kind(), right.kind());
        return row -> {
            var a = left.value(row);
            var b = right.value(row);
            return a == null || b == null ? Truth.UNKNOWN : Truth.of(holds.test(order.compare(a, b)));
        };
    }

    /** PostgreSQL orders an enum by its declaration, a contract cannot promise the same. */
    private void requireEqualityForEnums(BinaryExpression comparison) {
        var sign = comparison.getStringExpression();
        if (!List.of("=", "<>", "!=").contains(sign)
                && operands.isEnum(comparison.getLeftExpression(), comparison.getRightExpression())) {
            throw places.refused(comparison, "'" + sign + "' on an enum", "compare it with =, <> or IN");
        }
    }

    private Condition in(InExpression in) {
        if (!(in.getRightExpression() instanceof ParenthesedExpressionList<?> list) || list.isEmpty()) {
            throw places.refused(in, "IN without a list of literals", "write column IN (literal, …)");
        }
        if (list.size() > MAX_LIST) {
            throw places.refused(in, "IN with " + list.size() + " values", "at most " + MAX_LIST);
        }
        var found = oneOf(in.getLeftExpression(), list);
        return in.isNot() ? found.not() : found;
    }

    /** Text is looked up in a set; numbers, where 1 and 1.0 are equal, are compared one by one. */
    private Condition oneOf(Expression left, ExpressionList<?> list) {
        var column = operands.operand(left, null);
        if (column.kind() == Operand.Kind.REAL) {
            throw places.refused(left, "IN on a real column", "PostgreSQL rounds such a list: compare with = and OR");
        }
        if (column.kind() == Operand.Kind.TEXT) {
            var values = new HashSet<Object>();
            list.forEach(value -> values.add(operands.literalFor(column, value)));
            return row -> {
                var value = column.value(row);
                return value == null ? Truth.UNKNOWN : Truth.of(values.contains(value));
            };
        }
        Condition any = row -> Truth.FALSE;
        for (var value : list) {
            any = any.or(compare(left, order -> order == 0, value));
        }
        return any;
    }

    private Condition between(Between between) {
        if (between.toString().toUpperCase(Locale.ROOT).contains("SYMMETRIC")) {
            throw places.refused(between, "BETWEEN SYMMETRIC", "write BETWEEN low AND high");
        }
        if (operands.isEnum(between.getLeftExpression(), between.getBetweenExpressionStart())) {
            throw places.refused(between, "BETWEEN on an enum", "compare it with =, <> or IN");
        }
        var inside = compare(between.getLeftExpression(), order -> order >= 0, between.getBetweenExpressionStart())
                .and(compare(between.getLeftExpression(), order -> order <= 0, between.getBetweenExpressionEnd()));
        return between.isNot() ? inside.not() : inside;
    }
}
