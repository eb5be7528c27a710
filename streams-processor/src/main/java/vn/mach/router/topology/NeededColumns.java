package vn.mach.router.topology;

import java.util.BitSet;
import org.apache.avro.Schema;
import vn.mach.view.BoundView;
import vn.mach.view.ColumnRule;

/**
 * The columns of a contract that its views look at or show; the others are skipped when a row is decoded. It only grows, until
 * the partition starts again: a column whose last view is gone costs little. One thread at a time.
 */
final class NeededColumns {
    private final Schema contract;
    private final BitSet positions = new BitSet();

    NeededColumns(Schema contract) {
        this.contract = contract;
    }

    void of(BoundView view) {
        var definition = view.definition();
        BoundView.columnsIn(definition.condition(), definition.contract()).forEach(this::add);
        definition.columns().stream()
                .filter(rule -> !(rule instanceof ColumnRule.Withhold))
                .forEach(rule -> add(rule.column()));
        definition.keyColumns().forEach(this::add);
    }

    private void add(String column) {
        positions.set(contract.getField(column).pos());
    }

    boolean contains(int position) {
        return positions.get(position);
    }
}
