package vn.mach.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a condition with PostgreSQL's precedence: OR, AND, NOT, IS, comparison, then BETWEEN, IN and LIKE. One look ahead, no way
 * back: time grows with the length only.
 */
final class ConditionParser {
    static final int MAX_LIST = 1_000;
    static final int MAX_TERMS = 256;
    static final int MAX_DEPTH = 32;

    static final String ALLOWED = "allowed are = <> < <= > >=, AND, OR, NOT, IN, BETWEEN, LIKE, ILIKE,"
            + " IS [NOT] NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM, columns, literals, and the functions "
            + OperandParser.FUNCTIONS;

    private final Tokens tokens;
    private final OperandParser operands;
    private int terms;

    private ConditionParser(String sql) {
        this.tokens = new Tokens(sql);
        this.operands = new OperandParser(tokens, this::group);
    }

    /** Throws {@link IllegalView} with the position of what cannot be read. */
    static Syntax parse(String sql) {
        var parser = new ConditionParser(sql);
        var condition = parser.disjunction();
        var end = parser.tokens.next();
        if (end.kind() != Token.Kind.END) {
            throw parser.tokens.refused(end.at(), "what stands from " + end.shown() + " on", ALLOWED);
        }
        return condition;
    }

    private Syntax disjunction() {
        var read = series("or", this::conjunction);
        return read.size() == 1 ? read.get(0) : new Syntax.Or(read.get(0).at(), read);
    }

    private Syntax conjunction() {
        var read = series("and", this::term);
        return read.size() == 1 ? read.get(0) : new Syntax.And(read.get(0).at(), read);
    }

    private List<Syntax> series(String word, Supplier<Syntax> next) {
        var series = new ArrayList<Syntax>();
        do {
            series.add(next.get());
        } while (tokens.take(word));
        return List.copyOf(series);
    }

    private Syntax term() {
        int at = tokens.peek().at();
        if (++terms > MAX_TERMS) {
            throw tokens.refused(at, "what is more than " + MAX_TERMS + " terms", "use IN, or split the view");
        }
        return tokens.take("not") ? new Syntax.Not(at, tokens.deeper(this::term)) : is();
    }

    private Syntax is() {
        var value = comparison();
        while (tokens.take("is")) {
            int at = value.at();
            boolean negated = tokens.take("not");
            var predicate = property(at, value);
            value = negated ? new Syntax.Not(at, predicate) : predicate;
            if (predicate instanceof Syntax.Distinct && tokens.peek().isWord("is")) {
                throw tokens.refused(tokens.peek().at(), "IS after DISTINCT FROM", "write parentheses");
            }
        }
        return value;
    }

    private Syntax property(int at, Syntax value) {
        if (tokens.take("distinct")) {
            tokens.require("from");
            return new Syntax.Distinct(at, value, comparison());
        }
        var word = tokens.next();
        return switch (word.kind() == Token.Kind.NAME ? word.text() : "") {
            case "null" -> new Syntax.IsNull(at, value);
            case "true" -> new Syntax.Is(at, value, Truth.TRUE);
            case "false" -> new Syntax.Is(at, value, Truth.FALSE);
            case "unknown" -> new Syntax.Is(at, value, Truth.UNKNOWN);
            default ->
                throw tokens.refused(
                        word.at(), "IS " + word.shown(), "NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM stands here");
        };
    }

    private Syntax comparison() {
        var left = membership();
        var sign = sign();
        if (sign == null) {
            return left;
        }
        var comparison = new Syntax.Comparison(left.at(), sign, left, membership());
        int at = tokens.peek().at();
        if (sign() != null) {
            throw tokens.refused(at, "a comparison of a comparison", "write parentheses, or two comparisons with AND");
        }
        return comparison;
    }

    private @Nullable Sign sign() {
        var token = tokens.peek();
        if (token.kind() != Token.Kind.SIGN || "(),.+-".contains(token.text())) {
            return null;
        }
        return Sign.of(tokens.next().text());
    }

    private Syntax membership() {
        var value = operands.operand();
        int at = value.at();
        boolean negated = tokens.peek().isWord("not") && tokens.take("not");
        Syntax found;
        if (tokens.take("between")) {
            found = between(at, value);
        } else if (tokens.take("in")) {
            found = new Syntax.In(at, value, list());
        } else if (tokens.take("like")) {
            found = like(at, value, false);
        } else if (tokens.take("ilike")) {
            found = like(at, value, true);
        } else if (negated) {
            throw tokens.refused(
                    tokens.peek().at(), "NOT " + tokens.peek().shown(), "IN, BETWEEN, LIKE or ILIKE stands here");
        } else {
            return value;
        }
        return negated ? new Syntax.Not(at, found) : found;
    }

    private Syntax between(int at, Syntax value) {
        var low = operands.operand();
        tokens.require("and");
        return new Syntax.Between(at, value, low, operands.operand());
    }

    private List<Syntax> list() {
        tokens.requireSign("(");
        var list = new ArrayList<Syntax>();
        do {
            if (list.size() == MAX_LIST) {
                throw tokens.refused(tokens.peek().at(), "IN with more than " + MAX_LIST + " values", "split the view");
            }
            list.add(operands.operand());
        } while (tokens.takeSign(","));
        tokens.requireSign(")");
        return list;
    }

    private Syntax like(int at, Syntax value, boolean ignoringCase) {
        var pattern = text("a pattern");
        var escape = tokens.take("escape") ? text("one character").value() : null;
        return new Syntax.Like(at, value, pattern, escape, ignoringCase);
    }

    private Syntax.Text text(String what) {
        var token = tokens.next();
        if (token.kind() != Token.Kind.TEXT) {
            throw tokens.refused(token.at(), token.shown(), what + " in single quotes stands here");
        }
        return new Syntax.Text(token.at(), token.text());
    }

    /** After an opening parenthesis. */
    private Syntax group() {
        var inner = tokens.deeper(this::disjunction);
        tokens.requireSign(")");
        return inner;
    }
}
