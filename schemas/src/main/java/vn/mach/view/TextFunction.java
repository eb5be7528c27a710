package vn.mach.view;

import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A function from text to text. Case is folded one character at a time by Unicode's simple mapping, as PostgreSQL's builtin
 * locale {@code C.UTF-8} does: {@code Đ} becomes {@code đ}, {@code ß} stays.
 *
 * @param count of {@code left}; 0 for the others
 */
record TextFunction(Name name, Operand text, int count) implements Operand {
    enum Name {
        LOWER,
        UPPER,
        TRIM,
        LEFT
    }

    @Override
    public Kind kind() {
        return Kind.TEXT;
    }

    @Override
    public @Nullable Object value(IndexedRecord row) {
        var value = (String) text.value(row);
        if (value == null) {
            return null;
        }
        return switch (name) {
            case LOWER -> lower(value);
            case UPPER -> mapped(value, Character::toUpperCase);
            case TRIM -> trimmed(value);
            case LEFT -> left(value, count);
        };
    }

    static String lower(String text) {
        return mapped(text, Character::toLowerCase);
    }

    private interface Mapping {
        int of(int point);
    }

    private static String mapped(String text, Mapping mapping) {
        var mapped = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            mapped.appendCodePoint(mapping.of(point));
            at += Character.charCount(point);
        }
        return mapped.toString();
    }

    /** Blanks only, as SQL has it. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    /** The first characters; all but the last ones when the count is negative. */
    private static String left(String text, int count) {
        int length = text.codePointCount(0, text.length());
        long kept = count >= 0 ? Math.min(count, length) : Math.max(0L, (long) length + count);
        return text.substring(0, text.offsetByCodePoints(0, (int) kept));
    }
}
