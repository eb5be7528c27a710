package vn.mach.registry.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** A value as a person reads it, on one line. */
final class Cell {
    private static final int WIDEST = 60;

    private Cell() {}

    static String of(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isArray()) {
            var parts = new ArrayList<String>();
            value.forEach(part -> parts.add(of(part)));
            return String.join(", ", parts);
        }
        return plain(value.isValueNode() ? value.asText() : value.toString());
    }

    static String shortened(@Nullable JsonNode value) {
        var text = of(value);
        return text.codePointCount(0, text.length()) <= WIDEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    /** What a terminal would take for a command is shown, not done. */
    static String plain(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
