package vn.mach.agent.capture;

import java.time.LocalDate;

/**
 * A time as Debezium nearly always writes it: {@code yyyy-MM-ddTHH:mm:ss}, perhaps up to six digits of a second, and
 * {@code Z}. Java's parser, which takes any form, takes more time for it than the rest of a row.
 */
final class UtcTime {
    private static final String FORM = "dddd-dd-ddTdd:dd:dd";
    private static final int SECOND_DIGITS = 6;

    private UtcTime() {}

    /** Whether it has that form; its numbers may still be no time. */
    static boolean isPlain(String text) {
        int last = text.length() - 1;
        int digits = last - FORM.length() - 1;
        if (last < FORM.length() || digits > SECOND_DIGITS || digits == 0 || text.charAt(last) != 'Z') {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char due = FORM.charAt(i);
            if (due == 'd' ? !isDigit(text.charAt(i)) : text.charAt(i) != due) {
                return false;
            }
        }
        if (digits > 0 && text.charAt(FORM.length()) != '.') {
            return false;
        }
        for (int i = FORM.length() + 1; i < last; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return number(text, 11, 13) < 24 && number(text, 14, 16) < 60 && number(text, 17, 19) < 60;
    }

    /** Microseconds since 1970; throws {@link java.time.DateTimeException} if there is no such day. */
    static long micros(String text) {
        var day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        long second = day.toEpochDay() * 86_400
                + number(text, 11, 13) * 3_600L
                + number(text, 14, 16) * 60L
                + number(text, 17, 19);
        long micros = 0;
        for (int i = 0; i < SECOND_DIGITS; i++) {
            int at = FORM.length() + 1 + i;
            micros = micros * 10 + (at < text.length() - 1 ? text.charAt(at) - '0' : 0);
        }
        return second * 1_000_000 + micros;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (text.charAt(i) - '0');
        }
        return number;
    }
}
