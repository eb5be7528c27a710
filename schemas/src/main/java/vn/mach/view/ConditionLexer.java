package vn.mach.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts the text of a condition into words as PostgreSQL's scanner does; time grows with the length only. */
final class ConditionLexer {
    static final int MAX_CHARACTERS = 16_000;

    private static final String OPERATORS = "+-*/<>=~!@#%^&|`?";
    private static final Set<String> SIGNS = Set.of("=", "<>", "!=", "<", "<=", ">", ">=", "+", "-");
    private static final Set<String> PREFIXES = Set.of("e", "b", "x", "n");

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private ConditionLexer(String sql) {
        this.sql = sql;
    }

    /** The words, ended by one of kind END. Throws {@link IllegalView} with the position of the first thing that is refused. */
    static List<Token> tokens(String sql) {
        if (sql.length() > MAX_CHARACTERS) {
            throw new IllegalView("condition has " + sql.length() + " characters: at most " + MAX_CHARACTERS);
        }
        return new ConditionLexer(sql).scan();
    }

    private List<Token> scan() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (" \t\n\r\f".indexOf(c) >= 0) {
                at++;
            } else if (c == '\'') {
                quoted(c, Token.Kind.TEXT);
            } else if (c == '"') {
                quoted(c, Token.Kind.QUOTED_NAME);
            } else if (startsName(c)) {
                name();
            } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
                number();
            } else if ("(),.".indexOf(c) >= 0) {
                add(Token.Kind.SIGN, at + 1);
            } else if (OPERATORS.indexOf(c) >= 0) {
                operator();
            } else {
                throw refused(at, "'" + Character.toString(sql.codePointAt(at)) + "'", ConditionParser.ALLOWED);
            }
        }
        tokens.add(new Token(Token.Kind.END, "", at));
        return tokens;
    }

    private void add(Token.Kind kind, int end) {
        tokens.add(new Token(kind, sql.substring(at, end), at));
        at = end;
    }

    private void quoted(char quote, Token.Kind kind) {
        var content = new StringBuilder();
        int from = at++;
        while (true) {
            int end = sql.indexOf(quote, at);
            if (end < 0) {
                throw refused(from, "a quote without an end", "close it with " + quote);
            }
            content.append(sql, at, end);
            at = end + 1;
            if (at == sql.length() || sql.charAt(at) != quote) {
                break;
            }
            content.append(quote);
            at++;
        }
        requireText(content, from);
        tokens.add(new Token(kind, content.toString(), from));
    }

    /** No database and no UTF-8 holds half a character or a zero. */
    private void requireText(StringBuilder content, int from) {
        boolean broken = content.codePoints()
                .anyMatch(
                        point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
        if (broken) {
            throw refused(from, "a text with a zero or half a character", "whole characters stand here");
        }
    }

    private void name() {
        int end = at;
        while (end < sql.length()
                && (startsName(sql.charAt(end)) || isDigit(sql.charAt(end)) || sql.charAt(end) == '$')) {
            end++;
        }
        var folded = lower(sql.substring(at, end));
        if (end < sql.length() && sql.charAt(end) == '\'' && PREFIXES.contains(folded)) {
            throw refused(at, "a text with the prefix " + sql.charAt(at), "write '…' without a prefix");
        }
        tokens.add(new Token(Token.Kind.NAME, folded, at));
        at = end;
    }

    /** PostgreSQL folds ASCII only in a name. */
    private static String lower(String name) {
        var folded = name.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            if (folded[i] >= 'A' && folded[i] <= 'Z') {
                folded[i] = Character.toLowerCase(folded[i]);
            }
        }
        return new String(folded);
    }

    private void number() {
        int end = digits(at);
        if (end < sql.length() && sql.charAt(end) == '.') {
            end = digits(end + 1);
        }
        if (end < sql.length() && (sql.charAt(end) == 'e' || sql.charAt(end) == 'E')) {
            int sign = end + 1 < sql.length() && "+-".indexOf(sql.charAt(end + 1)) >= 0 ? 1 : 0;
            int exponent = digits(end + 1 + sign);
            end = exponent > end + 1 + sign ? exponent : end;
        }
        if (end < sql.length() && (startsName(sql.charAt(end)) || sql.charAt(end) == '.' || sql.charAt(end) == '$')) {
            throw refused(at, "a number that ends in letters", "write digits, a point and an exponent such as 1.5e3");
        }
        add(Token.Kind.NUMBER, end);
    }

    private int digits(int from) {
        int end = Math.min(from, sql.length());
        while (end < sql.length() && isDigit(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The longest run of signs is one operator, but + and - at its end are not part of it. */
    private void operator() {
        int end = at;
        while (end < sql.length() && OPERATORS.indexOf(sql.charAt(end)) >= 0) {
            end++;
        }
        var run = sql.substring(at, end);
        if (run.contains("--") || run.contains("/*")) {
            throw refused(at, "a comment", "leave it out");
        }
        while (run.length() > 1 && (run.endsWith("+") || run.endsWith("-"))) {
            run = run.substring(0, run.length() - 1);
        }
        if (!SIGNS.contains(run)) {
            throw refused(at, "operator '" + run + "'", ConditionParser.ALLOWED);
        }
        add(Token.Kind.SIGN, at + run.length());
    }

    private static boolean startsName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private IllegalView refused(int place, String what, String allowed) {
        return IllegalView.inCondition(sql, place, what + " is refused: " + allowed);
    }
}
