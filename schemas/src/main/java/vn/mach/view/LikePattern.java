package vn.mach.view;

import java.util.Arrays;

/**
 * A pattern of LIKE: {@code %} is any text, {@code _} any one character (a code point). Matching never goes back further than to
 * the last {@code %}, so it costs at most length of text × length of pattern.
 */
final class LikePattern {
    static final int MAX_CHARACTERS = 256;

    private static final int ANY = -1;
    private static final int ONE = -2;
    private static final int NO_ESCAPE = -3;

    private final int[] signs;
    private final boolean folded;

    private LikePattern(int[] signs, boolean folded) {
        this.signs = signs;
        this.folded = folded;
    }

    /**
     * Throws {@link IllegalArgumentException} for a pattern that ends with its escape.
     *
     * @param escape the character that takes the meaning from the next one; empty for none
     * @param folded whether texts are compared in lower case
     */
    static LikePattern of(String pattern, String escape, boolean folded) {
        int escapeSign = escape.isEmpty() ? NO_ESCAPE : escape.codePointAt(0);
        var points = pattern.codePoints().toArray();
        var signs = new int[points.length];
        int length = 0;
        for (int i = 0; i < points.length; i++) {
            boolean escaped = points[i] == escapeSign;
            if (escaped && ++i == points.length) {
                throw new IllegalArgumentException("the pattern ends with its escape character");
            }
            int point = folded ? Character.toLowerCase(points[i]) : points[i];
            signs[length++] = escaped ? point : point == '%' ? ANY : point == '_' ? ONE : point;
        }
        return new LikePattern(Arrays.copyOf(signs, length), folded);
    }

    boolean matches(String text) {
        return matchesWhole(folded ? TextFunction.lower(text) : text);
    }

    private boolean matchesWhole(String text) {
        int at = 0;
        int sign = 0;
        int resumeSign = -1;
        int resumeAt = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (sign < signs.length && signs[sign] == ANY) {
                resumeSign = ++sign;
                resumeAt = at;
            } else if (sign < signs.length && (signs[sign] == point || signs[sign] == ONE)) {
                at += Character.charCount(point);
                sign++;
            } else if (resumeSign >= 0) {
                resumeAt += Character.charCount(text.codePointAt(resumeAt));
                at = resumeAt;
                sign = resumeSign;
            } else {
                return false;
            }
        }
        while (sign < signs.length && signs[sign] == ANY) {
            sign++;
        }
        return sign == signs.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LikePattern that && folded == that.folded && Arrays.equals(signs, that.signs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signs);
    }
}
