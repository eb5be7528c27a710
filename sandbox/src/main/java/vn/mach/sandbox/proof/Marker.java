package vn.mach.sandbox.proof;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * What all values of one column begin with, in each form that a search must know: as it is in Avro, and as it would be
 * printed. Too long to be met by chance.
 *
 * @param forms bytes, each as the character of that number
 */
record Marker(String column, List<String> forms) {
    private static final int LETTERS = 14;
    private static final int BYTES = 8;
    private static final int DIGITS = 15;
    private static final int SERIAL_BITS = 24;

    static Marker text(String column, Random random) {
        var stem = new StringBuilder();
        for (int i = 0; i < LETTERS; i++) {
            stem.append((char) ('a' + random.nextInt(26)));
        }
        return of(column, stem.toString());
    }

    /** Of a text that is known. */
    static Marker of(String column, String text) {
        return new Marker(column, List.of(text, HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))));
    }

    static Marker bytes(String column, Random random) {
        var stem = stem(random);
        var base64 = Base64.getEncoder().withoutPadding().encodeToString(stem).substring(0, 10);
        return new Marker(
                column,
                List.of(
                        new String(stem, StandardCharsets.ISO_8859_1),
                        HexFormat.of().formatHex(stem),
                        base64));
    }

    /** Of numbers with two decimals. */
    static Marker decimal(String column, Random random) {
        var stem = stem(random);
        var digits = new BigInteger(1, stem).shiftLeft(SERIAL_BITS).toString().substring(0, DIGITS);
        return new Marker(column, List.of(new String(stem, StandardCharsets.ISO_8859_1), digits));
    }

    /** The first byte is none that a sign would change or a shorter number leave out. */
    private static byte[] stem(Random random) {
        var stem = new byte[BYTES];
        random.nextBytes(stem);
        stem[0] = (byte) (0x40 | (stem[0] & 0x3f));
        return stem;
    }

    /** A text of this column. */
    String value(int serial) {
        return forms.get(0) + "-" + serial;
    }

    /** A value of this column of {@code bytea}, as SQL has it. */
    String byteValue(int serial) {
        return "\\x" + forms.get(1) + String.format("%08x", serial);
    }

    /** A value of this column of {@code numeric}, as SQL has it. */
    String decimalValue(int serial) {
        var stem = new BigInteger(1, forms.get(0).getBytes(StandardCharsets.ISO_8859_1));
        return new BigDecimal(stem.shiftLeft(SERIAL_BITS).add(BigInteger.valueOf(serial)), 2).toPlainString();
    }

    boolean isIn(byte[] bytes) {
        var characters = new String(bytes, StandardCharsets.ISO_8859_1);
        return forms.stream().anyMatch(characters::contains);
    }

    boolean isIn(String text) {
        return isIn(text.getBytes(StandardCharsets.UTF_8));
    }
}
