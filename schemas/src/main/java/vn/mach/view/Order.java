package vn.mach.view;

import java.math.BigDecimal;
import java.nio.ByteBuffer;

/** How two values that are not null compare, as PostgreSQL compares them. */
enum Order {
    WHOLE,
    DECIMAL,
    /** NaN equals NaN and is the greatest; minus zero equals zero. */
    FLOATING,
    BOOLEAN,
    TEXT,
    BYTES;

    /** For two kinds that {@link OperandBinder} lets meet. */
    static Order of(Operand.Kind left, Operand.Kind right) {
        if (left.isFloating() || right.isFloating()) {
            return FLOATING;
        }
        if (left == Operand.Kind.DECIMAL || right == Operand.Kind.DECIMAL) {
            return DECIMAL;
        }
        return switch (left) {
            case BOOLEAN -> BOOLEAN;
            case BYTES -> BYTES;
            case TEXT, ENUM, UUID -> TEXT;
            default -> WHOLE;
        };
    }

    int compare(Object a, Object b) {
        return switch (this) {
            case WHOLE -> Long.compare(((Number) a).longValue(), ((Number) b).longValue());
            case DECIMAL -> decimal(a).compareTo(decimal(b));
            case FLOATING -> floating(((Number) a).doubleValue(), ((Number) b).doubleValue());
            case BOOLEAN -> Boolean.compare((Boolean) a, (Boolean) b);
            case TEXT -> text((String) a, (String) b);
            case BYTES -> bytes((ByteBuffer) a, (ByteBuffer) b);
        };
    }

    private static int floating(double a, double b) {
        return a == b ? 0 : Double.compare(a, b);
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(((Number) value).longValue());
    }

    private static int bytes(ByteBuffer a, ByteBuffer b) {
        int at = a.mismatch(b);
        return at < 0 || at >= a.remaining() || at >= b.remaining()
                ? Integer.compare(a.remaining(), b.remaining())
                : Byte.compareUnsigned(a.get(a.position() + at), b.get(b.position() + at));
    }

    /**
     * The order of UTF-8 bytes, which is that of code points. Java compares UTF-16 units, where a surrogate stands below
     * U+E000…U+FFFF though its code point is above.
     */
    static int text(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? Character.compare(x, y)
                        : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
