package vn.mach.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a view shows of one column. A column without a rule is withheld. */
public sealed interface ColumnRule {
    String column();

    /** The column as it is. */
    record Keep(String column) implements ColumnRule {}

    /** Not shown: said aloud, the same as not naming the column. */
    record Withhold(String column) implements ColumnRule {}

    /** Text with all but its first and last characters (code points) replaced by {@code *}. */
    record Mask(String column, int keepFirst, int keepLast) implements ColumnRule {
        private static final int MAX_KEPT = 1_000;

        public Mask {
            if (keepFirst < 0 || keepLast < 0 || keepFirst > MAX_KEPT || keepLast > MAX_KEPT) {
                throw new IllegalView("column '" + column + "': mask keeps " + keepFirst + " and " + keepLast
                        + " characters: 0 to " + MAX_KEPT);
            }
        }
    }

    /** A stable stand-in: equal values stay equal within the view, and only there; nobody can go back without the key. */
    record Pseudonym(String column) implements ColumnRule {}

    /** The rule's name in requests: {@code keep, withhold, mask, pseudonym}. */
    default String rule() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Reads {@code {"column": …, "rule": …}}; throws {@link IllegalView} for anything it does not know. */
    static ColumnRule parse(Map<String, ?> json) {
        if (!(json.get("column") instanceof String column) || column.isEmpty()) {
            throw new IllegalView("a column rule has no 'column': write {\"column\": …, \"rule\": …}");
        }
        var rule = Objects.requireNonNullElse(json.get("rule"), "keep");
        var allowed =
                rule.equals("mask") ? Set.of("column", "rule", "keepFirst", "keepLast") : Set.of("column", "rule");
        for (var name : json.keySet()) {
            if (!allowed.contains(name)) {
                throw new IllegalView("column '" + column + "': '" + name + "' is not part of rule '" + rule + "'");
            }
        }
        return switch (rule.toString()) {
            case "keep" -> new Keep(column);
            case "withhold" -> new Withhold(column);
            case "mask" -> new Mask(column, count(json, "keepFirst"), count(json, "keepLast"));
            case "pseudonym" -> new Pseudonym(column);
            default ->
                throw new IllegalView("column '" + column + "': rule '" + rule + "' is not known: "
                        + List.of("keep", "withhold", "mask", "pseudonym"));
        };
    }

    /** The inverse of {@link #parse}. */
    default Map<String, Object> toMap() {
        var json = new LinkedHashMap<String, Object>();
        json.put("column", column());
        json.put("rule", rule());
        if (this instanceof Mask mask) {
            json.put("keepFirst", mask.keepFirst());
            json.put("keepLast", mask.keepLast());
        }
        return json;
    }

    private static int count(Map<String, ?> json, String name) {
        @Nullable Object value = json.get(name);
        if (value == null) {
            return 0;
        }
        if (value instanceof Integer count) {
            return count;
        }
        throw new IllegalView("column '" + json.get("column") + "': " + name + " is '" + value + "': a whole number");
    }
}
