package vn.mach.view;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The words of a condition, read from left to right. */
final class Tokens {
    private final String sql;
    private final List<Token> tokens;
    private int next;
    private int depth;

    Tokens(String sql) {
        this.sql = sql;
        this.tokens = ConditionLexer.tokens(sql);
    }

    Token peek() {
        return tokens.get(next);
    }

    /** The word after the next one. */
    Token peekFurther() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    /** Takes the next word; the end is given again and again. */
    Token next() {
        var token = peek();
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    boolean take(String word) {
        boolean found = peek().isWord(word);
        if (found) {
            next();
        }
        return found;
    }

    boolean takeSign(String sign) {
        boolean found = peek().isSign(sign);
        if (found) {
            next();
        }
        return found;
    }

    void require(String word) {
        if (!take(word)) {
            throw refused(peek().at(), peek().shown(), word.toUpperCase(Locale.ROOT) + " stands here");
        }
    }

    void requireSign(String sign) {
        if (!takeSign(sign)) {
            throw refused(peek().at(), peek().shown(), "'" + sign + "' stands here; " + ConditionParser.ALLOWED);
        }
    }

    /** Reads something nested, which the stack has to hold. */
    Syntax deeper(Supplier<Syntax> inner) {
        if (++depth > ConditionParser.MAX_DEPTH) {
            throw refused(
                    peek().at(), "what is more than " + ConditionParser.MAX_DEPTH + " levels deep", "write it flatter");
        }
        var read = inner.get();
        depth--;
        return read;
    }

    IllegalView refused(int at, String what, String allowed) {
        return IllegalView.inCondition(sql, at, what + " is refused: " + allowed);
    }
}
