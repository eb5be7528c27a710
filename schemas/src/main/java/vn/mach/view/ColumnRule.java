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

    /** The same value in every row, also where the column is NULL: a text that a condition could hold in quotes. */
    record Constant(String column, String value) implements ColumnRule {}

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

    /** A date or time set back to the first of its month or year; one with a time zone in UTC. */
    record Truncate(String column, Unit to) implements ColumnRule {
        /** What remains of a day. */
        public enum Unit {
            MONTH,
            YEAR
        }
    }

    /** A number with so many digits after the point, half away from zero; before it, when the count is negative. */
    record Round(String column, int digits) implements ColumnRule {
        private static final int MAX_DIGITS = 18;

        public Round {
            if (Math.abs((long) digits) > MAX_DIGITS) {
                throw new IllegalView("column '" + column + "': round to " + digits + " digits: -" + MAX_DIGITS + " to "
                        + MAX_DIGITS);
            }
        }
    }

    /** A stand-in that is the same in all views of the owning agency, so that they can be joined, by any of their subscribers. */
    record Hash(String column) implements ColumnRule {}

    /** A stable stand-in: equal values stay equal within the view, and only there; nobody can go back without the key. */
    record Pseudonym(String column) implements ColumnRule {}

    /** The rule's name in requests: {@code keep, withhold, constant, mask, truncate, round, hash, pseudonym}. */
    default String rule() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Whether two values can never be shown as one, so that a key may have the rule. */
    default boolean keepsDistinct() {
        return this instanceof Keep || isKeyed();
    }

    /** Whether what is shown is made with a key of {@link PseudonymKeys}. */
    default boolean isKeyed() {
        return this instanceof Hash || this instanceof Pseudonym;
    }

    /** Reads {@code {"column": …, "rule": …}}; throws {@link IllegalView} for anything it does not know. */
    static ColumnRule parse(Map<String, ?> json) {
        if (!(json.get("column") instanceof String column) || column.isEmpty()) {
            throw new IllegalView("a column rule has no 'column': write {\"column\": …, \"rule\": …}");
        }
        var rule = Objects.requireNonNullElse(json.get("rule"), "keep").toString();
        var allowed = parameters(column, rule);
        for (var name : json.keySet()) {
            if (!name.equals("column") && !name.equals("rule") && !allowed.contains(name)) {
                throw new IllegalView("column '" + column + "': '" + name + "' is not part of rule '" + rule + "'");
            }
        }
        return switch (rule) {
            case "withhold" -> new Withhold(column);
            case "constant" -> new Constant(column, text(json, "value"));
            case "mask" -> new Mask(column, count(json, "keepFirst"), count(json, "keepLast"));
            case "truncate" -> new Truncate(column, unit(column, text(json, "to")));
            case "round" -> new Round(column, count(json, "digits"));
            case "hash" -> new Hash(column);
            case "pseudonym" -> new Pseudonym(column);
            default -> new Keep(column);
        };
    }

    private static Set<String> parameters(String column, String rule) {
        return switch (rule) {
            case "keep", "withhold", "hash", "pseudonym" -> Set.of();
            case "constant" -> Set.of("value");
            case "mask" -> Set.of("keepFirst", "keepLast");
            case "truncate" -> Set.of("to");
            case "round" -> Set.of("digits");
            default ->
                throw new IllegalView("column '" + column + "': rule '" + rule + "' is not known: "
                        + List.of("keep", "withhold", "constant", "mask", "truncate", "round", "hash", "pseudonym"));
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
        } else if (this instanceof Constant constant) {
            json.put("value", constant.value());
        } else if (this instanceof Truncate truncate) {
            json.put("to", truncate.to().name().toLowerCase(Locale.ROOT));
        } else if (this instanceof Round round) {
            json.put("digits", round.digits());
        }
        return json;
    }

    private static Truncate.Unit unit(String column, String text) {
        return switch (text) {
            case "month" -> Truncate.Unit.MONTH;
            case "year" -> Truncate.Unit.YEAR;
            default -> throw new IllegalView("column '" + column + "': truncate to '" + text + "': month or year");
        };
    }

    private static String text(Map<String, ?> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalView(
                "column '" + json.get("column") + "': rule '" + json.get("rule") + "' needs '" + name + "', a text");
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
