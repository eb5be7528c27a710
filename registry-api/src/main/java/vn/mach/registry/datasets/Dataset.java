package vn.mach.registry.datasets;

import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;

/**
 * A governed stream of changes of one kind of row, owned by one agency.
 *
 * @param refresh how old its newest change should be at most, ISO 8601
 * @param version grows with every change
 */
public record Dataset(
        Title title,
        Contract contract,
        Map<String, Classification> classification,
        String legalBasis,
        int partitions,
        Instant definedAt,
        @Nullable String steward,
        @Nullable String refresh,
        long version) {
    public Dataset {
        classification = Map.copyOf(classification);
    }

    public DatasetId id() {
        return contract.dataset();
    }

    Dataset with(Contract next, Map<String, Classification> classes) {
        return new Dataset(title, next, classes, legalBasis, partitions, definedAt, steward, refresh, version);
    }

    /** The contract as the schema registry has it: each field tells its classification, so that an agent can warn. */
    public Contract registered() {
        var row = contract.row();
        var fields = row.getFields().stream().map(this::classified).toList();
        return new Contract(
                id(),
                Schema.createRecord(row.getName(), row.getDoc(), row.getNamespace(), false, fields),
                contract.key());
    }

    private Schema.Field classified(Schema.Field field) {
        var copy = new Schema.Field(field, field.schema());
        var known = classification.get(field.name());
        if (known != null && Contract.classification(field).isEmpty()) {
            copy.addProp(Contract.CLASSIFICATION, known.code());
        }
        return copy;
    }

    public AgencyId owner() {
        return id().agency();
    }
}
