package vn.mach.view;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Position;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.wire.Contracts;

/**
 * How far one partition of a view is, told on {@link Topics#VIEW_STATUS} in the transaction of what it tells.
 *
 * @param revision of the definition this answers
 * @param scanned rows looked at by the bootstrap so far
 * @param position the last source position taken in by this partition
 */
public record ViewStatus(
        ViewId view,
        int partition,
        long revision,
        State state,
        long scanned,
        @Nullable Position position,
        long atMillis) {
    /** The value of {@link Topics#VIEW_STATUS}. */
    public static final Schema SCHEMA = Contracts.schema("view-status");

    public enum State {
        BOOTSTRAPPING,
        LIVE,
        /** The acknowledgement of a closed gate: nothing more is written under this revision. */
        CLOSED,
        RETIRED
    }

    /** The key of this partition's record. */
    public GenericRecord controlKey() {
        return ViewDefinition.controlKey(view.toString(), partition);
    }

    public GenericRecord toAvro() {
        var status = new GenericData.Record(SCHEMA);
        status.put("view", view.toString());
        status.put("partition", partition);
        status.put("revision", revision);
        status.put("state", ViewDefinition.symbol(SCHEMA.getField("state").schema(), state.name()));
        status.put("scanned", scanned);
        status.put("position", position == null ? null : position.toString());
        status.put("at", atMillis);
        return status;
    }

    /** The inverse of {@link #toAvro}. */
    public static ViewStatus fromAvro(GenericRecord status) {
        var position = status.get("position");
        return new ViewStatus(
                ViewId.parse(status.get("view").toString()),
                (int) status.get("partition"),
                (long) status.get("revision"),
                State.valueOf(status.get("state").toString()),
                (long) status.get("scanned"),
                position == null ? null : Position.parse(position.toString()),
                (long) status.get("at"));
    }
}
