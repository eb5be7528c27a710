package vn.mach.view;

import java.util.Locale;
import java.util.Set;

/**
 * What is refused by the text alone, before the parser sees it: the parser's depth is the stack's, and brackets, CASE and CAST
 * cost it time that doubles with each one, whatever their meaning.
 */
final class ConditionText {
    static final int MAX_CHARACTERS = 4_000;
    static final int MAX_DEPTH = 32;

    private static final String BRACKETS = "[]{};";
    private static final Set<String> WORDS = Set.of(
            "case", "cast", "try_cast", "safe_cast", "convert", "array", "select", "exists", "interval", "prior");

    private final String sql;
    private int at;
    private int depth;

    private ConditionText(String sql) {
        this.sql = sql;
    }

    /** Throws {@link IllegalView} with the position of the first thing that is refused. */
    static void requireModest(String sql) {
        if (sql.length() > MAX_CHARACTERS) {
            throw new IllegalView("condition has " + sql.length() + " characters: at most " + MAX_CHARACTERS);
        }
        new ConditionText(sql).scan();
    }

    private void scan() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\'' || c == '"') {
                skipQuoted(c);
            } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
                word();
            } else {
                sign(c);
                at++;
            }
        }
    }

    /** A doubled quote ends one text and begins the next, which comes to the same. */
    private void skipQuoted(char quote) {
        int end = sql.indexOf(quote, at + 1);
        if (end < 0) {
            throw refused("the text that begins here has no end");
        }
        at = end + 1;
    }

    private void word() {
        int from = at;
        while (at < sql.length() && (Character.isUnicodeIdentifierPart(sql.charAt(at)) || sql.charAt(at) == '$')) {
            at++;
        }
        var word = sql.substring(from, at);
        if (WORDS.contains(word.toLowerCase(Locale.ROOT))) {
            throw IllegalView.inCondition(from + 1, "'" + word + "' is refused: " + ConditionBinder.ALLOWED);
        }
    }

    private void sign(char c) {
        if (BRACKETS.indexOf(c) >= 0) {
            throw refused("'" + c + "' is refused: " + ConditionBinder.ALLOWED);
        }
        if (sql.startsWith("--", at) || sql.startsWith("/*", at)) {
            throw refused("a comment is refused");
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth > MAX_DEPTH) {
            throw refused("more than " + MAX_DEPTH + " parentheses deep");
        }
        if (depth < 0) {
            throw refused("this parenthesis closes none");
        }
    }

    private IllegalView refused(String why) {
        return IllegalView.inCondition(at + 1, why);
    }
}
