package vn.mach.view;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * A WHERE clause bound to a row's schema, with SQL's three-valued logic. Text compares as PostgreSQL does under
 * {@code COLLATE "C"}, NaN is equal to NaN and greater than every other number. Two that are equal admit the same rows.
 * Evaluating one costs at most its terms times the row's size. Immutable.
 */
public sealed interface Condition
        permits Logic.And,
                Logic.Or,
                Logic.Not,
                Logic.Is,
                Logic.Holds,
                Predicate.Compare,
                Predicate.CompareWhole,
                Predicate.CompareText,
                Predicate.OneOf,
                Predicate.Distinct,
                Predicate.Like,
                Predicate.IsNull {
    /** Admits every row. */
    Condition ALL = new Logic.And(List.of());

    /** @param row a record of the schema that this is bound to */
    Truth of(IndexedRecord row);

    /** Parses and binds; empty text admits every row. Throws {@link IllegalView} with the position of the problem. */
    static Condition parse(String sql, Schema row) {
        return new ConditionBinder(sql, row).bind();
    }
}
