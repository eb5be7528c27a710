package vn.mach.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.change.Envelopes;

/**
 * A view bound to its dataset's contract: evaluates and projects rows without looking anything up by name. Rows given to
 * it are records of {@link Contract#row()}. Not thread-safe.
 */
public final class BoundView {
    /** @param keyedFor what the stand-ins of the view depend on beside the value; null if it has none */
    private record Projected(
            Schema contract,
            Set<ColumnRule> shown,
            List<String> key,
            @Nullable List<Object> keyedFor) {}

    private final ViewDefinition definition;
    private final Condition condition;
    private final List<Projection> columns;
    private final List<Projection> keyColumns;
    private final Schema rowSchema;
    private final Schema keySchema;
    private final Projected projected;

    private BoundView(
            ViewDefinition definition, Condition condition, List<Projection> columns, List<Projection> keyColumns) {
        this.definition = definition;
        this.condition = condition;
        this.columns = List.copyOf(columns);
        this.keyColumns = List.copyOf(keyColumns);
        var fields = columns.stream().map(Projection::field).toList();
        this.rowSchema = Schema.createRecord("Row", null, definition.id().namespace(), false, fields);
        this.keySchema = Envelopes.key(rowSchema, definition.keyColumns());
        this.projected = projected(definition);
    }

    private static Projected projected(ViewDefinition view) {
        var shown = view.columns().stream()
                .filter(rule -> !(rule instanceof ColumnRule.Withhold))
                .collect(Collectors.toUnmodifiableSet());
        boolean keyed = shown.stream().anyMatch(ColumnRule::isKeyed);
        var keyedFor = keyed ? List.<Object>of(view.id(), view.version(), String.valueOf(view.audience())) : null;
        return new Projected(view.contract().row(), shown, view.keyColumns(), keyedFor);
    }

    static BoundView bind(ViewDefinition definition, PseudonymKeys keys) {
        var row = definition.contract().row();
        var rules = new HashMap<String, ColumnRule>();
        for (var rule : definition.columns()) {
            if (row.getField(rule.column()) == null) {
                throw new IllegalView("column '" + rule.column() + "' is not in "
                        + definition.id().dataset() + ": its columns are " + names(row));
            }
            if (rules.put(rule.column(), rule) != null) {
                throw new IllegalView("column '" + rule.column() + "' has two rules: give one");
            }
        }
        var byName = new HashMap<String, Projection>();
        var columns = new ArrayList<Projection>();
        for (var field : row.getFields()) {
            var rule = rules.get(field.name());
            if (rule != null && !(rule instanceof ColumnRule.Withhold)) {
                var projection = Projection.of(field, rule, definition, keys);
                columns.add(projection);
                byName.put(field.name(), projection);
            }
        }
        var key = key(definition, rules, byName);
        return new BoundView(definition, Condition.parse(definition.condition(), row), columns, key);
    }

    /** The columns that a condition looks at: whoever knows it learns something of them. Throws {@link IllegalView}. */
    public static Set<String> columnsIn(String condition, Contract contract) {
        var binder = new ConditionBinder(condition, contract.row());
        binder.bind();
        return binder.columns();
    }

    private static List<Projection> key(
            ViewDefinition definition, Map<String, ColumnRule> rules, Map<String, Projection> visible) {
        var key = new ArrayList<Projection>();
        for (var column : definition.keyColumns()) {
            var projection = visible.get(column);
            if (projection == null) {
                throw new IllegalView(
                        "key column '" + column + "' is withheld: without it two rows would be one; keep it,"
                                + " give it a pseudonym or a hash, or name other columns as the key of the view, which no two"
                                + " rows share");
            }
            var rule = java.util.Objects.requireNonNull(rules.get(column));
            if (!rule.keepsDistinct()) {
                throw new IllegalView("key column '" + column + "' has rule '" + rule.rule()
                        + "', which could make two rows one: keep it, or give it a pseudonym or a hash");
            }
            if (Contract.isNullable(projection.field().schema())) {
                throw new IllegalView("key column '" + column + "' may be null: a key never is");
            }
            key.add(projection);
        }
        return key;
    }

    private static String names(Schema row) {
        return row.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(", "));
    }

    public ViewDefinition definition() {
        return definition;
    }

    /** Equal for views that admit the same rows for the same reason, so that it is evaluated once for all of them. */
    public Condition condition() {
        return condition;
    }

    /** Whether the row is in the view: the condition is true, not false and not unknown. */
    public boolean admits(GenericRecord row) {
        return condition.of(row) == Truth.TRUE;
    }

    /** The row as the view shows it, a record of {@link #rowSchema()}. */
    public GenericRecord project(GenericRecord row) {
        return project(row, columns, rowSchema);
    }

    /** The row's key as the view shows it, a record of {@link #keySchema()}. */
    public GenericRecord projectKey(GenericRecord row) {
        return project(row, keyColumns, keySchema);
    }

    /** Equal for views whose rows and keys have the same Avro body, so that it is encoded once for all of them. */
    public Object projection() {
        return projected;
    }

    /** The record {@code Row} in the view's namespace, with the visible columns in the contract's order. */
    public Schema rowSchema() {
        return rowSchema;
    }

    public Schema keySchema() {
        return keySchema;
    }

    public Schema envelopeSchema() {
        return Envelopes.envelope(rowSchema);
    }

    private static GenericRecord project(IndexedRecord from, List<Projection> columns, Schema schema) {
        var to = new GenericData.Record(schema);
        for (int i = 0; i < columns.size(); i++) {
            to.put(i, columns.get(i).value(from));
        }
        return to;
    }
}
