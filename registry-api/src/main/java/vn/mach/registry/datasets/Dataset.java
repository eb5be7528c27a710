package vn.mach.registry.datasets;

import java.time.Instant;
import java.util.Map;
import vn.mach.change.Contract;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;

/** A governed stream of changes of one kind of row, owned by one agency. */
public record Dataset(
        Title title,
        Contract contract,
        Map<String, Classification> classification,
        String legalBasis,
        int partitions,
        Instant definedAt) {
    public Dataset {
        classification = Map.copyOf(classification);
    }

    public DatasetId id() {
        return contract.dataset();
    }

    public AgencyId owner() {
        return id().agency();
    }
}
