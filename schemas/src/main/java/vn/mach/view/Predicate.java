package vn.mach.view;

import java.util.Objects;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;

/** Conditions on values. */
final class Predicate {
    private Predicate() {}

    /** Two values in the order of their kinds. */
    record Compare(Operand left, Sign sign, Operand right, Order order) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            var a = left.value(row);
            var b = right.value(row);
            return a == null || b == null ? Truth.UNKNOWN : Truth.of(sign.holds(order.compare(a, b)));
        }
    }

    /** The common case of {@link Compare}, without a detour: a column of whole numbers, days or times. */
    record CompareWhole(Operand.Column column, Sign sign, long constant) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            var value = row.get(column.position());
            return value == null
                    ? Truth.UNKNOWN
                    : Truth.of(sign.holds(Long.compare(((Number) value).longValue(), constant)));
        }
    }

    /** The other one. */
    record CompareText(Operand text, Sign sign, String constant) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            var value = (String) text.value(row);
            if (value == null) {
                return Truth.UNKNOWN;
            }
            return sign.isEquality()
                    ? Truth.of(value.equals(constant) == (sign == Sign.EQUAL))
                    : Truth.of(sign.holds(Order.text(value, constant)));
        }
    }

    /** @param keys as {@link Operand.Kind#key} makes them */
    record OneOf(Operand operand, Set<Object> keys) implements Condition {
        OneOf {
            keys = Set.copyOf(keys);
        }

        @Override
        public Truth of(IndexedRecord row) {
            var value = operand.value(row);
            if (value == null) {
                return Truth.UNKNOWN;
            }
            return Truth.of(keys.contains(
                    value instanceof String ? value : operand.kind().key(value)));
        }
    }

    record Distinct(Operand left, Operand right, Order order) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            var a = left.value(row);
            var b = right.value(row);
            return a == null || b == null ? Truth.of(!Objects.equals(a, b)) : Truth.of(order.compare(a, b) != 0);
        }
    }

    record Like(Operand text, LikePattern pattern) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            var value = (String) text.value(row);
            return value == null ? Truth.UNKNOWN : Truth.of(pattern.matches(value));
        }
    }

    record IsNull(Operand operand) implements Condition {
        @Override
        public Truth of(IndexedRecord row) {
            var value = operand instanceof Operand.Column column ? row.get(column.position()) : operand.value(row);
            return Truth.of(value == null);
        }
    }
}
