package vn.mach.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Reads what a comparison stands between: columns, literals, functions, and what is in parentheses. */
final class OperandParser {
    static final String FUNCTIONS = "lower, upper, left, length, trim, extract(year|month|day FROM …)";

    private static final Set<String> NAMED = Set.of("lower", "upper", "left", "length", "trim");
    private static final Set<String> PARTS = Set.of("year", "month", "day");

    /** Words that are no column in PostgreSQL unless quoted; {@code user} would be the user. */
    static final Set<String> RESERVED = Set.of("""
            all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
            column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
            current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
            from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
            localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
            returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
            unique user using variadic verbose when where window with""".split("\\s+"));

    private final Tokens tokens;
    private final Supplier<Syntax> group;

    /** @param group reads what follows an opening parenthesis */
    OperandParser(Tokens tokens, Supplier<Syntax> group) {
        this.tokens = tokens;
        this.group = group;
    }

    Syntax operand() {
        var token = tokens.next();
        return switch (token.kind()) {
            case TEXT -> new Syntax.Text(token.at(), token.text());
            case NUMBER -> new Syntax.Numeral(token.at(), token.text());
            case QUOTED_NAME -> column(token);
            case NAME -> word(token);
            case SIGN -> sign(token);
            case END -> throw unexpected(token);
        };
    }

    private IllegalView unexpected(Token token) {
        return tokens.refused(
                token.at(),
                token.shown(),
                "a column, a literal or one of the functions " + FUNCTIONS + " stands here"
                        + (RESERVED.contains(token.text()) ? "; put the name of a column in double quotes" : ""));
    }

    private Syntax sign(Token token) {
        if (token.isSign("(")) {
            return group.get();
        }
        boolean signed = token.isSign("-") || token.isSign("+");
        if (!signed || tokens.peek().kind() != Token.Kind.NUMBER) {
            throw unexpected(token);
        }
        return new Syntax.Numeral(token.at(), token.text() + tokens.next().text());
    }

    private Syntax word(Token token) {
        int at = token.at();
        if (tokens.peek().isSign("(") && !(RESERVED.contains(token.text()) && !NAMED.contains(token.text()))) {
            return tokens.deeper(() -> call(token));
        }
        if (isType(token.text())) {
            return typed(token);
        }
        return switch (token.text()) {
            case "true", "false" -> new Syntax.Bool(at, token.text().equals("true"));
            case "null" -> new Syntax.Null(at);
            default -> column(token);
        };
    }

    private Syntax column(Token token) {
        if (token.kind() == Token.Kind.NAME && RESERVED.contains(token.text())) {
            throw unexpected(token);
        }
        if (tokens.peek().isSign(".")) {
            throw tokens.refused(
                    token.at(), "'" + token.text() + ".'", "a column of the dataset stands here, without a table name");
        }
        return new Syntax.Column(token.at(), token.text());
    }

    private boolean isType(String word) {
        boolean zone = word.equals("timestamp")
                && (tokens.peek().isWord("with") || tokens.peek().isWord("without"));
        boolean literal = tokens.peek().kind() == Token.Kind.TEXT;
        return zone || (literal && Set.of("date", "timestamp", "timestamptz").contains(word));
    }

    private Syntax typed(Token token) {
        var kind = token.isWord("date")
                ? Operand.Kind.DATE
                : token.isWord("timestamp") ? Operand.Kind.LOCAL_TIMESTAMP : Operand.Kind.TIMESTAMP;
        if (tokens.take("with")) {
            kind = Operand.Kind.TIMESTAMP;
            timeZone();
        } else if (tokens.take("without")) {
            timeZone();
        }
        var text = tokens.next();
        if (text.kind() != Token.Kind.TEXT) {
            throw tokens.refused(text.at(), text.shown(), "a time in single quotes stands here");
        }
        return new Syntax.Typed(token.at(), kind, text.text());
    }

    private void timeZone() {
        tokens.require("time");
        tokens.require("zone");
    }

    private Syntax call(Token name) {
        tokens.requireSign("(");
        Syntax call;
        if (name.isWord("extract")) {
            call = extract(name.at());
        } else if (NAMED.contains(name.text())) {
            call = new Syntax.Call(name.at(), name.text(), arguments());
        } else {
            throw tokens.refused(name.at(), "function '" + name.text() + "'", "allowed are " + FUNCTIONS);
        }
        tokens.requireSign(")");
        return call;
    }

    private List<Syntax> arguments() {
        var arguments = new ArrayList<Syntax>();
        do {
            arguments.add(operand());
        } while (tokens.takeSign(",") && arguments.size() < 2);
        return List.copyOf(arguments);
    }

    private Syntax extract(int at) {
        var part = tokens.next();
        if (part.kind() != Token.Kind.NAME || !PARTS.contains(part.text())) {
            throw tokens.refused(part.at(), part.shown(), "year, month or day stands here");
        }
        tokens.require("from");
        return new Syntax.Call(at, part.text(), List.of(operand()));
    }

    /** For people: how a function is written. */
    static String shown(String function) {
        return PARTS.contains(function)
                ? "extract(" + function + " FROM …)"
                : function.toLowerCase(Locale.ROOT) + "(…)";
    }
}
