package vn.mach.agent.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Map;
import java.util.regex.Pattern;

/** A size written as PostgreSQL writes it: a number and {@code kB, MB, GB} or {@code TB}, in steps of 1024. */
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8}) ?(kB|MB|GB|TB)");
    private static final Map<String, Long> UNITS =
            Map.of("kB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

    /** Throws {@link IllegalArgumentException} for anything else. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ByteSize parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is '" + text + "': write a number and kB, MB, GB or TB, such as 10GB");
        }
        return new ByteSize(Long.parseLong(parts.group(1)) * UNITS.getOrDefault(parts.group(2), 1L));
    }
}
