package vn.mach.router.topology;

import java.util.IdentityHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.router.topology.SharedWork.Shared;

/**
 * A row on its way through the views: decoded when the first of them asks, and once for each contract they are bound to; what
 * views have in common is done once.
 */
final class DecodedRow {
    private final @Nullable LastRow row;
    private final RowDecoder decoder;
    private final IdentityHashMap<Schema, GenericRecord> decoded = new IdentityHashMap<>(2);
    private @Nullable IdentityHashMap<Shared, Object> done;

    /** @param row null when there is none */
    DecodedRow(@Nullable LastRow row, RowDecoder decoder) {
        this.row = row;
        this.decoder = decoder;
    }

    /** The row as a record of the contract; null when there is none or it is deleted. */
    @Nullable
    GenericRecord as(Schema contract) {
        var body = row == null ? null : row.body();
        if (row == null || body == null) {
            return null;
        }
        var record = decoded.get(contract);
        if (record == null) {
            record = decoder.decode(row, body, contract);
            decoded.put(contract, record);
        }
        return record;
    }

    /** Whether the condition admits the row, which is {@code whole} under its contract. */
    boolean isAdmittedBy(Shared condition, GenericRecord whole) {
        if (!condition.isShared()) {
            return condition.any().admits(whole);
        }
        var known = (Boolean) remembered().get(condition);
        if (known == null) {
            known = condition.any().admits(whole);
            remembered().put(condition, known);
        }
        return known;
    }

    /** What the projection shows of the row, which is {@code whole} under its contract. */
    ProjectedRow projectedBy(Shared projection, GenericRecord whole) {
        var known = projection.isShared() ? (ProjectedRow) remembered().get(projection) : null;
        if (known == null) {
            var view = projection.any();
            known = new ProjectedRow(view.projectKey(whole), view.project(whole), projection.encoder());
            if (projection.isShared()) {
                remembered().put(projection, known);
            }
        }
        return known;
    }

    private IdentityHashMap<Shared, Object> remembered() {
        if (done == null) {
            done = new IdentityHashMap<>(8);
        }
        return done;
    }
}
