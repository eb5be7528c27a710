package vn.mach.view;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * A WHERE clause bound to a row's schema, with SQL's three-valued logic. Text compares as PostgreSQL does under
 * {@code COLLATE "C"}, NaN is equal to NaN and greater than every other number.
 */
@FunctionalInterface
interface Condition {
    Condition ALL = row -> Truth.TRUE;

    Truth of(IndexedRecord row);

    /** Parses and binds; empty text admits every row. Throws {@link IllegalView} with the position of the problem. */
    static Condition parse(String sql, Schema row) {
        return new ConditionBinder(sql, row).bind();
    }

    default Condition and(Condition other) {
        return row -> {
            var left = of(row);
            if (left == Truth.FALSE) {
                return Truth.FALSE;
            }
            var right = other.of(row);
            return right == Truth.FALSE ? Truth.FALSE : left == Truth.TRUE ? right : Truth.UNKNOWN;
        };
    }

    default Condition or(Condition other) {
        return row -> {
            var left = of(row);
            if (left == Truth.TRUE) {
                return Truth.TRUE;
            }
            var right = other.of(row);
            return right == Truth.TRUE ? Truth.TRUE : left == Truth.FALSE ? right : Truth.UNKNOWN;
        };
    }

    default Condition not() {
        return row -> of(row).not();
    }
}
