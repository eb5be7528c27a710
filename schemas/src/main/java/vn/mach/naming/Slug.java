package vn.mach.naming;

import java.util.regex.Pattern;

/** The one rule for the names people choose: {@code [a-z][a-z0-9-]{1,30}}; no dot or underscore, so a topic name splits in one way. */
final class Slug {
    private static final Pattern PATTERN = Pattern.compile("[a-z][a-z0-9-]{1,30}");

    private Slug() {}

    static String require(String what, String value) {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalName(what, value, "2 to 31 characters a-z, 0-9 and '-', starting with a letter");
        }
        return value;
    }
}
