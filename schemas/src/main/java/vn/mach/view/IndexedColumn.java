package vn.mach.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A column that views can be found by: equal for equal columns of equal rows. */
public final class IndexedColumn {
    /** What a row must have in one column to be admitted; it may be empty, when no row is. */
    public record Required(IndexedColumn column, Set<Object> values) {
        public Required {
            values = Set.copyOf(values);
        }
    }

    private final Operand.Column column;

    private IndexedColumn(Operand.Column column) {
        this.column = column;
    }

    /**
     * What every row that the condition admits has: of {@code column = literal}, {@code column IN (…)} and their like that stand
     * alone or are joined by AND. At most one for each column, in the order in which the condition names them; none when
     * the condition requires nothing of the kind.
     */
    public static List<Required> requiredBy(Condition condition) {
        var found = new HashMap<Operand.Column, Set<Object>>();
        var order = new ArrayList<Operand.Column>();
        collect(condition, found, order);
        return order.stream()
                .map(column -> new Required(new IndexedColumn(column), found.getOrDefault(column, Set.of())))
                .toList();
    }

    private static void collect(
            Condition condition, Map<Operand.Column, Set<Object>> found, List<Operand.Column> order) {
        if (condition instanceof Logic.And and) {
            and.terms().forEach(term -> collect(term, found, order));
        } else if (condition instanceof Logic.Is is && is.truth() == Truth.TRUE) {
            collect(is.condition(), found, order);
        } else if (condition instanceof Predicate.CompareWhole compare && compare.sign() == Sign.EQUAL) {
            require(compare.column(), Set.of(compare.constant()), found, order);
        } else if (condition instanceof Predicate.CompareText compare
                && compare.sign() == Sign.EQUAL
                && compare.text() instanceof Operand.Column column) {
            require(column, Set.of(compare.constant()), found, order);
        } else if (condition instanceof Predicate.OneOf oneOf && oneOf.operand() instanceof Operand.Column column) {
            require(column, oneOf.keys(), found, order);
        } else if (condition instanceof Predicate.Compare compare
                && compare.sign() == Sign.EQUAL
                && compare.left() instanceof Operand.Column column
                && compare.right() instanceof Operand.Literal literal) {
            require(column, keys(column, literal), found, order);
        } else if (condition instanceof Logic.Holds holds && holds.operand() instanceof Operand.Column column) {
            require(column, Set.of(true), found, order);
        }
    }

    /** A whole number that is compared with 2.5 is equal to nothing. */
    private static Set<Object> keys(Operand.Column column, Operand.Literal literal) {
        var key = literal.kind().key(literal.constant());
        return column.kind().isWhole() && literal.kind() == Operand.Kind.DECIMAL ? Set.of() : Set.of(key);
    }

    private static void require(
            Operand.Column column,
            Set<Object> values,
            Map<Operand.Column, Set<Object>> found,
            List<Operand.Column> order) {
        var known = found.get(column);
        if (known == null) {
            order.add(column);
            found.put(column, values);
        } else {
            var both = new HashSet<>(known);
            both.retainAll(values);
            found.put(column, both);
        }
    }

    public String name() {
        return column.name();
    }

    /** The row's value in the form of {@link Required#values}; null for NULL, which no requirement admits. */
    public @Nullable Object valueIn(IndexedRecord row) {
        var value = column.value(row);
        return value == null ? null : column.kind().key(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexedColumn that && column.equals(that.column);
    }

    @Override
    public int hashCode() {
        return column.position();
    }

    @Override
    public String toString() {
        return column.name();
    }
}
