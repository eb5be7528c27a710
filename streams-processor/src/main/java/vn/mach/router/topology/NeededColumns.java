package vn.mach.router.topology;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import vn.mach.view.BoundView;
import vn.mach.view.ColumnRule;
import vn.mach.view.ViewDefinition;

/**
 * The columns of a contract that its views look at or show; the others are skipped when a row is decoded. One thread at
 * a time.
 */
final class NeededColumns {
    private final Schema contract;
    /** How many need it, by its position. */
    private final int[] views;

    NeededColumns(Schema contract) {
        this.contract = contract;
        this.views = new int[contract.getFields().size()];
    }

    void of(BoundView view) {
        named(view.definition())
                .forEach(column -> views[contract.getField(column).pos()]++);
    }

    /** The view is run no more. */
    void without(BoundView view) {
        named(view.definition())
                .forEach(column -> views[contract.getField(column).pos()]--);
    }

    /** The columns that the view looks at or shows. */
    static Set<String> named(ViewDefinition definition) {
        var names = new HashSet<>(BoundView.columnsIn(definition.condition(), definition.contract()));
        definition.columns().stream()
                .filter(rule -> !(rule instanceof ColumnRule.Withhold))
                .forEach(rule -> names.add(rule.column()));
        names.addAll(definition.keyColumns());
        return names;
    }

    boolean contains(int position) {
        return views[position] > 0;
    }
}
