package vn.mach.view;

import java.math.BigDecimal;
import java.util.Comparator;

/** How two values that are not null compare, as PostgreSQL compares them. */
final class Order {
    private Order() {}

    /** For two kinds that {@link ConditionBinder} lets meet. */
    static Comparator<Object> of(Operand.Kind left, Operand.Kind right) {
        if (isFloating(left) || isFloating(right)) {
            return (a, b) -> floating(((Number) a).doubleValue(), ((Number) b).doubleValue());
        }
        if (left == Operand.Kind.DECIMAL || right == Operand.Kind.DECIMAL) {
            return (a, b) -> decimal(a).compareTo(decimal(b));
        }
        return switch (left) {
            case WHOLE, DATE, TIMESTAMP, LOCAL_TIMESTAMP ->
                (a, b) -> Long.compare(((Number) a).longValue(), ((Number) b).longValue());
            case BOOLEAN -> (a, b) -> Boolean.compare((Boolean) a, (Boolean) b);
            default -> (a, b) -> text((String) a, (String) b);
        };
    }

    private static boolean isFloating(Operand.Kind kind) {
        return kind == Operand.Kind.FLOATING || kind == Operand.Kind.REAL;
    }

    /** NaN equals NaN and is the greatest; minus zero equals zero. */
    private static int floating(double a, double b) {
        return a == b ? 0 : Double.compare(a, b);
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(((Number) value).longValue());
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
