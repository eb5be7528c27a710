package vn.mach.view;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** A column's type in PostgreSQL and in a contract, and values that are hard to agree on. */
enum SqlType {
    TEXT("text COLLATE \"pg_c_utf8\"", "\"string\"", Values.TEXTS),
    INT("int", "\"int\"", List.of("0", "1", "-1", "3", "100", "2147483647", "-2147483648", "2000")),
    LONG(
            "bigint",
            "\"long\"",
            List.of("0", "3", "9007199254740993", "10000000000", "-9223372036854775808", "9223372036854775807")),
    DOUBLE(
            "float8",
            "\"double\"",
            List.of("0", "-0.0", "0.1", "3", "NaN", "Infinity", "-Infinity", "1e308", "5e-324", "9007199254740992")),
    REAL("real", "\"float\"", List.of("0", "-0.0", "0.1", "0.5", "16777216", "NaN", "Infinity", "1e30", "3")),
    MONEY(
            "numeric(10,2)",
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":10,\"scale\":2}",
            List.of("0.00", "0.10", "-12.34", "12.34", "99999999.99", "-99999999.99", "3.00")),
    BIG(
            "numeric(38,10)",
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":38,\"scale\":10}",
            List.of("0", "0.1", "3", "9007199254740993.0000000001", "9999999999999999999999999999.9999999999")),
    DATE(
            "date",
            "{\"type\":\"int\",\"logicalType\":\"date\"}",
            List.of("1900-01-01", "2024-02-29", "2000-01-01", "1969-12-31", "0001-01-01", "9999-12-31")),
    LOCAL_TIMESTAMP(
            "timestamp",
            "{\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"}",
            List.of(
                    "1969-12-31 23:59:59.999999",
                    "1970-01-01 00:00:00",
                    "2024-02-29 12:00:00.000001",
                    "0001-01-01 00:00:00")),
    TIMESTAMP(
            "timestamptz",
            "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}",
            List.of(
                    "1969-12-31 23:59:59.999999Z",
                    "1970-01-01 00:00:00Z",
                    "2024-02-29 12:00:00.000001Z",
                    "1582-10-10 00:00:00Z")),
    UUID(
            "uuid",
            "{\"type\":\"string\",\"logicalType\":\"uuid\"}",
            List.of(
                    "00000000-0000-0000-0000-000000000000",
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff")),
    KIND("kind", "{\"type\":\"enum\",\"name\":\"Kind\",\"symbols\":[\"X\",\"Y\"]}", List.of("X", "Y")),
    BOOL("boolean", "\"boolean\"", List.of("true", "false")),
    BYTES("bytea", "\"bytes\"", List.of("\\x", "\\x00", "\\x00ff", "\\x7f", "\\x80", "\\x8000"));

    private static final class Values {
        static final List<String> TEXTS = List.of(
                "",
                "An",
                "an",
                "ân",
                "Ân",
                "A\u0302n",
                "O'Hara",
                "\uFF00",
                "\uD83D\uDE00",
                "\uD83D\uDE00a",
                "a\\b",
                " ",
                " An ",
                "An  ",
                "01",
                "10",
                "a%b",
                "a_b",
                "đặng",
                "ĐẶNG",
                "ß",
                "\u0130",
                "ı",
                "ς",
                "Σ",
                "\uD801\uDC00",
                "\uD801\uDC28",
                "a\tb");
    }

    private static final List<String> LETTERS =
            List.of("a", "A", "b", "%", "_", "\\", " ", "đ", "Đ", "\uD83D\uDE00", "\u0302", "n", "!");

    final String sql;
    final String avro;
    private final List<String> values;

    SqlType(String sql, String avro, List<String> values) {
        this.sql = sql;
        this.avro = avro;
        this.values = values;
    }

    /** A value as PostgreSQL reads it in quotes. */
    String value(Random random) {
        if (random.nextInt(4) > 0) {
            return values.get(random.nextInt(values.size()));
        }
        return switch (this) {
            case TEXT -> letters(random, 5);
            case INT -> Integer.toString(random.nextInt(20) - 10);
            case LONG -> Long.toString(random.nextLong());
            case DOUBLE -> Double.toString(Double.longBitsToDouble(random.nextLong()));
            case REAL -> Float.toString(Float.intBitsToFloat(random.nextInt()));
            case MONEY -> BigDecimal.valueOf(random.nextInt(2_000) - 1_000, 2).toPlainString();
            case BIG -> BigDecimal.valueOf(random.nextLong(), 10).toPlainString();
            case DATE -> LocalDate.ofEpochDay(random.nextInt(40_000) - 10_000).toString();
            default -> values.get(random.nextInt(values.size()));
        };
    }

    static String letters(Random random, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(LETTERS.get(random.nextInt(LETTERS.size())));
        }
        return text.toString();
    }

    boolean isNumber() {
        return List.of(INT, LONG, DOUBLE, REAL, MONEY, BIG).contains(this);
    }

    /** The value as a row of the contract has it. */
    Object toAvro(String value, Schema type) {
        return switch (this) {
            case INT -> Integer.valueOf(value);
            case LONG -> Long.valueOf(value);
            case DOUBLE -> Double.valueOf(value);
            case REAL -> Float.valueOf(value);
            case MONEY -> unscaled(value, 2);
            case BIG -> unscaled(value, 10);
            case DATE -> (int) LocalDate.parse(value).toEpochDay();
            case LOCAL_TIMESTAMP, TIMESTAMP ->
                ChronoUnit.MICROS.between(
                        LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC),
                        LocalDateTime.parse(value.replace(' ', 'T').replace("Z", "")));
            case KIND -> new GenericData.EnumSymbol(type, value);
            case BOOL -> Boolean.valueOf(value);
            case BYTES -> ByteBuffer.wrap(HexFormat.of().parseHex(value.substring(2)));
            case TEXT, UUID -> value;
        };
    }

    private static ByteBuffer unscaled(String value, int scale) {
        return ByteBuffer.wrap(
                new BigDecimal(value).setScale(scale).unscaledValue().toByteArray());
    }
}
