package vn.mach.view;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Days and times as text; one that would depend on the settings of a session is refused with an {@link IllegalArgumentException}. */
final class TimeLiteral {
    private static final Pattern TIME = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})"
            + "(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,6})?)?))?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?");
    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final long NANOS_OF_MICRO = 1_000;

    private TimeLiteral() {}

    /** Days from 1970-01-01; infinity is beyond every day. */
    static long day(String text) {
        return switch (text) {
            case "infinity" -> Integer.MAX_VALUE;
            case "-infinity" -> Integer.MIN_VALUE;
            default -> {
                var found = parts(text, "write a date as 'YYYY-MM-DD'");
                if (found.group(2) != null || found.group(3) != null) {
                    throw new IllegalArgumentException("write a date as 'YYYY-MM-DD'");
                }
                yield epochDay(found.group(1));
            }
        };
    }

    /** Microseconds from 1970-01-01 00:00 on the wall's clock. */
    static long localMicros(String text) {
        var shape = "write a timestamp without time zone as 'YYYY-MM-DD HH:MM:SS'";
        if (isInfinite(text)) {
            return infinite(text);
        }
        var found = parts(text, shape);
        if (found.group(3) != null) {
            throw new IllegalArgumentException("this column has no time zone: " + shape);
        }
        return micros(found);
    }

    /** Microseconds from 1970-01-01 00:00 UTC. */
    static long micros(String text) {
        var shape = "write a timestamp with its offset, as 'YYYY-MM-DD HH:MM:SS+07:00' or '…Z'";
        if (isInfinite(text)) {
            return infinite(text);
        }
        var found = parts(text, shape);
        if (found.group(2) == null || found.group(3) == null) {
            throw new IllegalArgumentException("without an offset it would depend on the reader's time zone: " + shape);
        }
        return micros(found) - offsetSeconds(found.group(3)) * 1_000_000L;
    }

    private static boolean isInfinite(String text) {
        return text.equals("infinity") || text.equals("-infinity");
    }

    private static long infinite(String text) {
        return text.equals("infinity") ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    private static Matcher parts(String text, String shape) {
        var found = TIME.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(shape);
        }
        return found;
    }

    private static long micros(Matcher found) {
        long day = epochDay(Objects.requireNonNull(found.group(1))) * MICROS_OF_DAY;
        var time = found.group(2);
        try {
            return time == null ? day : day + LocalTime.parse(time).toNanoOfDay() / NANOS_OF_MICRO;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such time of day", e);
        }
    }

    private static long epochDay(String text) {
        try {
            var day = LocalDate.parse(text);
            if (day.getYear() > 0) {
                return day.toEpochDay();
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such day", e);
        }
        throw new IllegalArgumentException("there is no year 0");
    }

    private static int offsetSeconds(String text) {
        try {
            return ZoneOffset.of(text).getTotalSeconds();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such offset", e);
        }
    }
}
