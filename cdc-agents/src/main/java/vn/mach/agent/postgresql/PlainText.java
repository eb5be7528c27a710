package vn.mach.agent.postgresql;

import io.debezium.connector.postgresql.PostgresType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The usual texts of a type, as {@code pgoutput} sends them: what a number, a time or a text nearly always looks like. Any other is an
 * {@link IllegalArgumentException}, and for Debezium to read: infinities, years before Christ or after 9999, another {@code bytea_output}.
 */
interface PlainText {
    int DATE = "yyyy-MM-dd".length();
    int SECONDS = "yyyy-MM-dd HH:mm:ss".length();
    int SECOND_DIGITS = 6;
    int MICROS_PER_SECOND = 1_000_000;

    /** The value of {@code size} bytes of UTF-8, as Debezium would give it. */
    Object value(byte[] in, int at, int size);

    /** Null if only Debezium reads the type. */
    static @Nullable PlainText of(PostgresType type) {
        if (!type.isRootType() || type.isArrayType()) {
            return null;
        }
        if (type.isEnumType()) {
            return PlainText::text;
        }
        return switch (type.getName()) {
            case "bool" -> PlainText::truth;
            case "int2", "int4" -> (in, at, size) -> Math.toIntExact(whole(in, at, size));
            case "int8" -> (in, at, size) -> whole(in, at, size);
            case "float4" -> (in, at, size) -> Float.parseFloat(ascii(in, at, size));
            case "float8" -> (in, at, size) -> Double.parseDouble(ascii(in, at, size));
            case "numeric" -> (in, at, size) -> new BigDecimal(ascii(in, at, size));
            case "date" -> PlainText::day;
            case "timestamp" -> (in, at, size) -> micros(in, at, size);
            case "timestamptz" -> PlainText::instant;
            case "bytea" -> PlainText::bytes;
            case "text", "varchar", "bpchar", "json", "jsonb", "uuid", "citext" -> PlainText::text;
            default -> null;
        };
    }

    private static String text(byte[] in, int at, int size) {
        return new String(in, at, size, StandardCharsets.UTF_8);
    }

    private static String ascii(byte[] in, int at, int size) {
        return new String(in, at, size, StandardCharsets.ISO_8859_1);
    }

    private static boolean truth(byte[] in, int at, int size) {
        require(size == 1 && (in[at] == 't' || in[at] == 'f'));
        return in[at] == 't';
    }

    private static long whole(byte[] in, int at, int size) {
        if (size > 18) {
            return Long.parseLong(ascii(in, at, size));
        }
        return in[at] == '-' ? -digits(in, at + 1, size - 1) : digits(in, at, size);
    }

    private static int day(byte[] in, int at, int size) {
        require(size == DATE);
        return Math.toIntExact(dayAt(in, at));
    }

    private static long dayAt(byte[] in, int at) {
        require(in[at + 4] == '-' && in[at + 7] == '-');
        try {
            var day = LocalDate.of((int) digits(in, at, 4), (int) digits(in, at + 5, 2), (int) digits(in, at + 8, 2));
            return day.toEpochDay();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static long micros(byte[] in, int at, int size) {
        require(size >= SECONDS);
        require(in[at + DATE] == ' ' && in[at + 13] == ':' && in[at + 16] == ':');
        long second = dayAt(in, at) * 86_400
                + digits(in, at + 11, 2) * 3_600
                + digits(in, at + 14, 2) * 60
                + digits(in, at + 17, 2);
        long micros = 0;
        int parts = size - SECONDS - 1;
        if (parts >= 0) {
            require(in[at + SECONDS] == '.' && parts >= 1 && parts <= SECOND_DIGITS);
            micros = digits(in, at + SECONDS + 1, parts);
            for (int i = parts; i < SECOND_DIGITS; i++) {
                micros *= 10;
            }
        }
        return second * MICROS_PER_SECOND + micros;
    }

    /** A time with whole hours from UTC, which is none where the session's zone is UTC. */
    private static Instant instant(byte[] in, int at, int size) {
        int zone = size - "+00".length();
        require(zone >= SECONDS && (in[at + zone] == '+' || in[at + zone] == '-'));
        long hours = digits(in, at + zone + 1, 2);
        long micros = micros(in, at, zone);
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND) - (in[at + zone] == '+' ? hours : -hours) * 3_600;
        return Instant.ofEpochSecond(seconds, Math.floorMod(micros, MICROS_PER_SECOND) * 1_000L);
    }

    private static byte[] bytes(byte[] in, int at, int size) {
        require(size >= 2 && size % 2 == 0 && in[at] == '\\' && in[at + 1] == 'x');
        var bytes = new byte[size / 2 - 1];
        for (int i = 0; i < bytes.length; i++) {
            int place = at + 2 + 2 * i;
            bytes[i] = (byte) (nibble(in[place]) << 4 | nibble(in[place + 1]));
        }
        return bytes;
    }

    private static int nibble(byte character) {
        int value = Character.digit(character, 16);
        require(value >= 0);
        return value;
    }

    private static long digits(byte[] in, int at, int count) {
        require(count > 0);
        long number = 0;
        for (int i = at; i < at + count; i++) {
            require(in[i] >= '0' && in[i] <= '9');
            number = number * 10 + (in[i] - '0');
        }
        return number;
    }

    private static void require(boolean usual) {
        if (!usual) {
            throw new IllegalArgumentException("not the usual text of its type");
        }
    }
}
