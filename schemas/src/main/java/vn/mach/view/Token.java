package vn.mach.view;

/**
 * A word of a condition.
 *
 * @param text an unquoted name in lower case, the content of what is quoted, a number or a sign as written
 * @param at where it begins, in UTF-16 units from 0
 */
record Token(Kind kind, String text, int at) {
    enum Kind {
        NAME,
        QUOTED_NAME,
        TEXT,
        NUMBER,
        SIGN,
        END
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** An unquoted word: a quoted one is never a keyword. */
    boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }

    /** As a refusal shows it. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case TEXT -> "a text";
            default -> "'" + text + "'";
        };
    }
}
