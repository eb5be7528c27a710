package vn.mach.agent.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refusals of a configuration record, in the words of the YAML. */
final class Required {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    private Required() {}

    static void of(@Nullable Object value, String key, String remedy) {
        if (value == null || (value instanceof String text && text.isBlank())) {
            throw new IllegalArgumentException(key + " is missing: " + remedy);
        }
    }

    /** Names that need no quoting anywhere on their way: SQL, Debezium's patterns, Avro. */
    static void identifier(@Nullable String value, String key) {
        of(value, key, "give a name");
        if (value == null || !IDENTIFIER.matcher(value).matches()) {
            throw new IllegalArgumentException(key + " is '" + value + "': letters, digits and '_', at most 63");
        }
    }
}
