package vn.mach.view;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.naming.AgencyId;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.wire.Contracts;

/**
 * A view as data: {@code SELECT columns FROM dataset WHERE condition}, and whether it may be written. It travels on
 * {@link Topics#VIEWS}.
 *
 * @param version of the definition, from 1
 * @param revision grows with every change of definition or gate; a record with a smaller one is old
 * @param sealed one subscriber, a topic of its own
 * @param audience the agency a sealed view is for
 * @param condition the WHERE clause; empty for all rows
 * @param columns the rules; what has none is withheld
 * @param contract of the dataset, as this version is bound to it
 * @param partitions of the dataset topic, and so of the view topic
 * @param key the columns that identify a row in the view where they are not the dataset's; empty for the dataset's key. That no two
 *     rows share them is the steward's word
 */
public record ViewDefinition(
        ViewId id,
        int version,
        long revision,
        Gate gate,
        boolean sealed,
        @Nullable AgencyId audience,
        String condition,
        List<ColumnRule> columns,
        Contract contract,
        int partitions,
        List<String> key) {
    /** The value of {@link Topics#VIEWS}. */
    public static final Schema SCHEMA = Contracts.schema("views");

    private static final Schema KEY = Contracts.schema("control-key");

    public ViewDefinition {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        if (sealed && audience == null) {
            throw new IllegalView("view " + id + " is sealed and has no audience: name the one subscriber");
        }
        if (!contract.dataset().equals(id.dataset())) {
            throw new IllegalView("view " + id + " is bound to the contract of " + contract.dataset());
        }
    }

    /** A view with the dataset's key. */
    public ViewDefinition(
            ViewId id,
            int version,
            long revision,
            Gate gate,
            boolean sealed,
            @Nullable AgencyId audience,
            String condition,
            List<ColumnRule> columns,
            Contract contract,
            int partitions) {
        this(id, version, revision, gate, sealed, audience, condition, columns, contract, partitions, List.of());
    }

    /** The columns that identify a row in the view, in the order of its key. */
    public List<String> keyColumns() {
        return key.isEmpty() ? contract.key() : key;
    }

    /** The view ready to run; throws {@link IllegalView} if condition and rules do not fit the contract. */
    public BoundView bind(PseudonymKeys keys) {
        return BoundView.bind(this, keys);
    }

    public ViewDefinition with(Gate newGate, long newRevision) {
        return new ViewDefinition(
                id, version, newRevision, newGate, sealed, audience, condition, columns, contract, partitions, key);
    }

    /** The same view over another contract; what is withheld of a column that it does not have needs no rule. */
    public ViewDefinition over(Contract other) {
        var rules = columns.stream()
                .filter(rule ->
                        !(rule instanceof ColumnRule.Withhold) || other.row().getField(rule.column()) != null)
                .toList();
        return new ViewDefinition(
                id, version, revision, gate, sealed, audience, condition, rules, other, partitions, key);
    }

    /** The key of this view's record on {@link Topics#VIEWS}. */
    public GenericRecord controlKey() {
        return controlKey(id.toString(), -1);
    }

    static GenericRecord controlKey(String id, int partition) {
        var key = new GenericData.Record(KEY);
        key.put("id", id);
        key.put("partition", partition);
        return key;
    }

    /** This view as a record of {@link #SCHEMA}. */
    public GenericRecord toAvro() {
        var view = new GenericData.Record(SCHEMA);
        view.put("view", id.toString());
        view.put("version", version);
        view.put("revision", revision);
        view.put("gate", symbol(SCHEMA.getField("gate").schema(), gate.name()));
        view.put("sealed", sealed);
        view.put("audience", audience == null ? null : audience.slug());
        view.put("condition", condition);
        view.put("columns", columns.stream().map(RuleCodec::toAvro).toList());
        view.put("contract", contract.row().toString());
        view.put("key", contract.key());
        view.put("partitions", partitions);
        view.put("view_key", key);
        return view;
    }

    /** The inverse of {@link #toAvro}; throws {@link IllegalArgumentException} when the record breaks a rule. */
    public static ViewDefinition fromAvro(GenericRecord view) {
        var id = ViewId.parse(view.get("view").toString());
        var row = new Schema.Parser().parse(view.get("contract").toString());
        var audience = view.get("audience");
        return new ViewDefinition(
                id,
                (int) view.get("version"),
                (long) view.get("revision"),
                Gate.valueOf(view.get("gate").toString()),
                (boolean) view.get("sealed"),
                audience == null ? null : AgencyId.of(audience.toString()),
                view.get("condition").toString(),
                ((List<?>) view.get("columns"))
                        .stream()
                                .map(rule -> RuleCodec.fromAvro((GenericRecord) rule))
                                .toList(),
                Contract.of(id.dataset(), row, strings(view.get("key"))),
                (int) view.get("partitions"),
                strings(view.get("view_key")));
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(Object::toString).toList();
    }

    static GenericData.EnumSymbol symbol(Schema schema, String name) {
        return new GenericData.EnumSymbol(schema, name);
    }
}
