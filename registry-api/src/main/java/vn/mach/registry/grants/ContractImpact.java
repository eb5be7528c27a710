package vn.mach.registry.grants;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import vn.mach.change.Contract;
import vn.mach.naming.DatasetId;
import vn.mach.registry.datasets.ContractDiff;
import vn.mach.registry.datasets.DatasetReaders;
import vn.mach.registry.datasets.TouchedView;
import vn.mach.registry.datasets.TouchedView.Effect;
import vn.mach.registry.views.View;
import vn.mach.registry.views.ViewSchemas;
import vn.mach.registry.views.Views;
import vn.mach.view.BoundView;
import vn.mach.view.ColumnRule;
import vn.mach.view.IllegalView;

/** What a change of a dataset's contract does to its views and to those who read them. */
final class ContractImpact implements DatasetReaders {
    private final Views views;
    private final Grants grants;

    ContractImpact(Views views, Grants grants) {
        this.views = views;
        this.grants = grants;
    }

    @Override
    public List<TouchedView> touchedBy(Handle tx, DatasetId dataset, Contract next, ContractDiff diff) {
        var concerned = new TreeSet<>(diff.removed());
        concerned.addAll(diff.changed());
        var touched = new ArrayList<TouchedView>();
        for (var view : views.living(tx, dataset)) {
            var found = touched(tx, view, next, concerned);
            if (found.effect() != Effect.UNCHANGED || !found.uses().isEmpty()) {
                touched.add(found);
            }
        }
        return touched;
    }

    @Override
    public void follow(Handle tx, DatasetId dataset) {
        views.follow(tx, dataset);
    }

    private TouchedView touched(Handle tx, View view, Contract next, Set<String> concerned) {
        var uses = uses(view, concerned);
        var readers = grants.ofView(tx, view.id()).stream()
                .map(grant -> new TouchedView.Reader(
                        grant.id(), grant.account(), grant.account().agency()))
                .toList();
        var definition = view.definition();
        try {
            var before = ViewSchemas.of(definition);
            var after = ViewSchemas.of(definition.over(next));
            if (!before.fits(after)) {
                var why = "what its readers have does not fit the schema it would have (a column that may not be null,"
                        + " or another type)";
                return new TouchedView(view.id(), Effect.BREAKS, why, uses, readers);
            }
            return new TouchedView(
                    view.id(), before.equals(after) ? Effect.UNCHANGED : Effect.NEW_SCHEMA, null, uses, readers);
        } catch (IllegalView e) {
            return new TouchedView(view.id(), Effect.BREAKS, e.getMessage(), uses, readers);
        }
    }

    private static Map<String, List<String>> uses(View view, Set<String> concerned) {
        var definition = view.definition();
        var uses = new TreeMap<String, List<String>>();
        var told = BoundView.columnsIn(definition.condition(), definition.contract());
        note(uses, "condition", told, concerned);
        note(
                uses,
                "columns",
                definition.columns().stream()
                        .filter(rule -> !(rule instanceof ColumnRule.Withhold))
                        .map(ColumnRule::column)
                        .toList(),
                concerned);
        note(uses, "key", definition.keyColumns(), concerned);
        return uses;
    }

    private static void note(
            Map<String, List<String>> uses, String where, Iterable<String> columns, Set<String> concerned) {
        for (var column : columns) {
            if (concerned.contains(column)) {
                uses.computeIfAbsent(column, unused -> new ArrayList<>()).add(where);
            }
        }
    }
}
