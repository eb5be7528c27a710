package vn.mach.agent.postgresql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Values of any size and sign, as text that PostgreSQL takes, by type. */
final class UsualValues {
    private static final int EACH = 200;
    private static final String[] LETTERS = {
        "a", "Ế", "ạ", "e\u0302\u0301", "đ", "🇻🇳", " ", "'", "\"", "\\", "\t", "0"
    };

    private final Random random;

    private UsualValues(Random random) {
        this.random = random;
    }

    static Map<String, List<String>> of(Random random) {
        var values = new UsualValues(random);
        var of = new LinkedHashMap<String, List<String>>();
        of.put("boolean", values.each(() -> Boolean.toString(random.nextBoolean())));
        of.put("smallint", values.each(() -> Short.toString((short) random.nextInt())));
        of.put("integer", values.each(() -> Integer.toString(random.nextInt() >> random.nextInt(32))));
        of.put("bigint", values.each(() -> Long.toString(random.nextLong() >> random.nextInt(64))));
        of.put("real", values.each(() -> Float.toString(Float.intBitsToFloat(random.nextInt()))));
        of.put("double precision", values.each(() -> Double.toString(Double.longBitsToDouble(random.nextLong()))));
        of.put("numeric(20,4)", values.each(() -> values.decimal(16, 4)));
        of.put("numeric", values.each(() -> values.decimal(32, 6)));
        of.put("text", values.each(() -> values.text(60)));
        of.put("varchar(40)", values.each(() -> values.text(10)));
        of.put("char(12)", values.each(() -> values.text(3)));
        of.put("citext", values.each(() -> values.text(20)));
        of.put("uuid", values.each(() -> new UUID(random.nextLong(), random.nextLong()).toString()));
        of.put("jsonb", values.each(() -> "{\"a\": [" + random.nextInt() + ", null, " + random.nextBoolean() + "]}"));
        of.put("mood", values.each(() -> random.nextBoolean() ? "happy" : "sad"));
        of.put("date", values.each(values::day));
        of.put("timestamp", values.each(() -> values.day() + " " + values.time()));
        of.put("timestamptz", values.each(() -> values.day() + " " + values.time() + values.zone()));
        of.put(
                "bytea",
                values.each(() -> "\\x"
                        + new BigInteger(8 * 7, random).setBit(50).toString(16).replaceFirst("^(?=(..)*.$)", "0")));
        return of;
    }

    private List<String> each(Supplier<String> value) {
        var values = new ArrayList<String>();
        for (int i = 0; i < EACH; i++) {
            values.add(value.get());
        }
        return values;
    }

    private String decimal(int digits, int scale) {
        var bound = BigInteger.TEN.pow(1 + random.nextInt(digits + scale));
        return new BigDecimal(new BigInteger(120, random).mod(bound), random.nextInt(scale + 1))
                .multiply(random.nextBoolean() ? BigDecimal.ONE : BigDecimal.ONE.negate())
                .remainder(BigDecimal.TEN.pow(digits))
                .toPlainString();
    }

    private String text(int longest) {
        var text = new StringBuilder();
        for (int i = random.nextInt(longest); i > 0; i--) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    /** Of the years 1 to 9999: others are no usual text. */
    private String day() {
        return LocalDate.of(1 + random.nextInt(9_999), 1, 1)
                .plusDays(random.nextInt(365))
                .toString();
    }

    private String time() {
        var time = String.format(
                Locale.ROOT, "%02d:%02d:%02d", random.nextInt(24), random.nextInt(60), random.nextInt(60));
        int digits = random.nextInt(7);
        return digits == 0
                ? time
                : time + "."
                        + String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000))
                                .substring(0, digits);
    }

    private String zone() {
        return List.of("+00", "+07", "-11:30", "+05:45").get(random.nextInt(4));
    }
}
