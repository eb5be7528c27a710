package vn.mach.router.topology;

import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Operation;
import vn.mach.router.topology.ViewWriter.Occasion;

/**
 * A row as a projection shows it, for all views that have the projection: encoded when the first of them needs it, and compared
 * and encoded once.
 */
final class ProjectedRow {
    private final GenericRecord key;
    private final GenericRecord row;
    private final ViewEncoder encoder;
    private byte @Nullable [] keyBytes;
    private @Nullable Operation operation;
    private @Nullable Occasion occasion;
    private byte @Nullable [] event;
    private @Nullable ProjectedRow compared;
    private boolean keyIsSame;
    private boolean rowIsSame;

    /** @param encoder of the view that has made the records */
    ProjectedRow(GenericRecord key, GenericRecord row, ViewEncoder encoder) {
        this.key = key;
        this.row = row;
        this.encoder = encoder;
    }

    /** In the wire format, under the id of any of the views. */
    byte[] key() {
        if (keyBytes == null) {
            keyBytes = encoder.key(key);
        }
        return keyBytes;
    }

    /** In the wire format, under the id of any of the views. */
    byte[] row() {
        return encoder.row(row);
    }

    /** The event that says so, in the wire format, under the id of any of the views. */
    @SuppressWarnings("ReferenceEquality") // an occasion is made once for all views
    byte[] event(Operation what, Occasion when) {
        if (event == null || what != operation || when != occasion) {
            event = encoder.event(what, row, when.source(), when.tsMillis());
            operation = what;
            occasion = when;
        }
        return event;
    }

    boolean hasKeyOf(ProjectedRow other) {
        compare(other);
        return keyIsSame;
    }

    boolean hasRowOf(ProjectedRow other) {
        compare(other);
        return rowIsSame;
    }

    @SuppressWarnings("ReferenceEquality") // the one it was compared with last
    private void compare(ProjectedRow other) {
        if (other != compared) {
            compared = other;
            keyIsSame = sameFields(key, other.key);
            rowIsSame = keyIsSame && sameFields(row, other.row);
        }
    }

    private static boolean sameFields(GenericRecord left, GenericRecord right) {
        for (int i = 0; i < left.getSchema().getFields().size(); i++) {
            if (!Objects.equals(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }
}
