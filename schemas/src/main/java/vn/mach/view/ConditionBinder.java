package vn.mach.view;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/** Turns the text of a condition into a {@link Condition}: read, then typed against the row's schema. */
final class ConditionBinder {
    private final String sql;
    private final OperandBinder operands;

    ConditionBinder(String sql, Schema row) {
        this.sql = sql;
        this.operands = new OperandBinder(sql, row, this::condition);
    }

    /** The columns the condition looks at; to be asked after {@link #bind}. */
    Set<String> columns() {
        return Set.copyOf(operands.columns());
    }

    Condition bind() {
        return sql.isBlank() ? Condition.ALL : condition(ConditionParser.parse(sql));
    }

    private Condition condition(Syntax syntax) {
        if (syntax instanceof Syntax.And and) {
            return new Logic.And(and.terms().stream().map(this::condition).toList());
        }
        if (syntax instanceof Syntax.Or or) {
            return new Logic.Or(or.terms().stream().map(this::condition).toList());
        }
        if (syntax instanceof Syntax.Not not) {
            return new Logic.Not(condition(not.negated()));
        }
        if (syntax instanceof Syntax.Is is) {
            return new Logic.Is(condition(is.value()), is.truth());
        }
        return predicate(syntax);
    }

    private Condition predicate(Syntax syntax) {
        if (syntax instanceof Syntax.Comparison comparison) {
            return compare(comparison.left(), comparison.sign(), comparison.right());
        }
        if (syntax instanceof Syntax.Between between) {
            return new Logic.And(List.of(
                    compare(between.value(), Sign.AT_LEAST, between.low()),
                    compare(between.value(), Sign.AT_MOST, between.high())));
        }
        if (syntax instanceof Syntax.In in) {
            return oneOf(in);
        }
        if (syntax instanceof Syntax.Like like) {
            return like(like);
        }
        if (syntax instanceof Syntax.IsNull isNull) {
            return new Predicate.IsNull(operands.operand(isNull.value()));
        }
        if (syntax instanceof Syntax.Distinct distinct) {
            var pair = operands.pair(distinct.left(), distinct.right());
            return new Predicate.Distinct(
                    pair.left(),
                    pair.right(),
                    Order.of(pair.left().kind(), pair.right().kind()));
        }
        return truth(syntax);
    }

    private Condition truth(Syntax syntax) {
        boolean mayBe = syntax instanceof Syntax.Column || syntax instanceof Syntax.Bool;
        if (mayBe) {
            var operand = operands.operand(syntax);
            if (operand.kind() == Operand.Kind.BOOLEAN) {
                return new Logic.Holds(operand);
            }
        }
        throw operands.refused(
                syntax,
                "a " + (mayBe ? "column" : "value") + " by itself",
                "a comparison or a boolean column stands here");
    }

    private Condition compare(Syntax leftSide, Sign sign, Syntax rightSide) {
        var pair = operands.pair(leftSide, rightSide);
        if (!sign.isEquality() && pair.left().kind() == Operand.Kind.ENUM) {
            // PostgreSQL orders an enum by its declaration, a contract cannot promise the same.
            throw operands.refused(leftSide, "the order of an enum", "compare it with =, <> or IN");
        }
        return pair.left() instanceof Operand.Literal
                ? compare(pair.right(), sign.mirrored(), pair.left())
                : compare(pair.left(), sign, pair.right());
    }

    private static Condition compare(Operand left, Sign sign, Operand right) {
        var order = Order.of(left.kind(), right.kind());
        if (right instanceof Operand.Literal literal) {
            if (order == Order.WHOLE && left instanceof Operand.Column column) {
                return new Predicate.CompareWhole(column, sign, ((Number) literal.constant()).longValue());
            }
            if (order == Order.TEXT) {
                return new Predicate.CompareText(left, sign, (String) literal.constant());
            }
        }
        return new Predicate.Compare(left, sign, right, order);
    }

    private Condition oneOf(Syntax.In in) {
        var operand = operands.operand(in.value());
        var keys = new HashSet<Object>();
        for (var value : in.list()) {
            var literal = listed(value, operand, in.list().size());
            var kind = literal.kind();
            if (kind != operand.kind() && !(kind.isNumber() && operand.kind().isNumber())) {
                throw operands.refused(
                        value,
                        kind.label() + " in a list for " + operand.kind().label(),
                        "all values must be of the column's type");
            }
            keys.add(kind.key(literal.constant()));
        }
        return new Predicate.OneOf(operand, keys);
    }

    /** In a list of several, PostgreSQL makes every number for a real column one of four bytes; a single one is compared with =. */
    private Operand.Literal listed(Syntax value, Operand operand, int size) {
        return operand.kind() == Operand.Kind.REAL && size > 1 && value instanceof Syntax.Numeral number
                ? operands.literal(new Syntax.Text(number.at(), number.value()), operand)
                : operands.literal(value, operand);
    }

    private Condition like(Syntax.Like like) {
        var text = operands.text(like, operands.operand(like.value()));
        var pattern = like.pattern();
        var escape = like.escape() == null ? "\\" : like.escape();
        if (escape.codePointCount(0, escape.length()) > 1) {
            throw operands.refused(pattern, "ESCAPE with more than one character", "one character, or none");
        }
        if (pattern.value().length() > LikePattern.MAX_CHARACTERS) {
            throw operands.refused(
                    pattern,
                    "a pattern of " + pattern.value().length() + " characters",
                    "at most " + LikePattern.MAX_CHARACTERS);
        }
        try {
            return new Predicate.Like(text, LikePattern.of(pattern.value(), escape, like.ignoringCase()));
        } catch (IllegalArgumentException e) {
            throw operands.refused(pattern, "this pattern", String.valueOf(e.getMessage()));
        }
    }
}
