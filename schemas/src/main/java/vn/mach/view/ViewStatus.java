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
 * @param incomplete null unless changes of the dataset are lost at the source
 */
public record ViewStatus(
        ViewId view,
        int partition,
        long revision,
        State state,
        long scanned,
        @Nullable Position position,
        @Nullable Incomplete incomplete,
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

    /**
     * The view lacks changes of a gap that is not closed yet.
     *
     * @param from the last position before the gap; null if none is known
     * @param reason in one line without row content
     */
    public record Incomplete(
            @Nullable Position from, @Nullable String reason) {
        /** On every record of a view that is written while a gap is open; its value is {@link #since}. */
        public static final String HEADER = "mach.incomplete";

        private static final String FIELD = "incomplete";

        /** The last position before the gap as text, {@code unknown} if there is none. */
        public String since() {
            return from == null ? "unknown" : from.toString();
        }

        private GenericRecord toAvro() {
            var record = new GenericData.Record(
                    SCHEMA.getField(FIELD).schema().getTypes().get(1));
            record.put("from", from == null ? null : from.toString());
            record.put("reason", reason);
            return record;
        }

        private static @Nullable Incomplete of(GenericRecord status) {
            if (!(status.get(FIELD) instanceof GenericRecord record)) {
                return null;
            }
            var reason = record.get("reason");
            return new Incomplete(position(record.get("from")), reason == null ? null : reason.toString());
        }
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
        status.put(Incomplete.FIELD, incomplete == null ? null : incomplete.toAvro());
        status.put("at", atMillis);
        return status;
    }

    /** The inverse of {@link #toAvro}: of a record of {@link #SCHEMA}, whatever it was written with. */
    public static ViewStatus fromAvro(GenericRecord status) {
        return new ViewStatus(
                ViewId.parse(status.get("view").toString()),
                (int) status.get("partition"),
                (long) status.get("revision"),
                State.valueOf(status.get("state").toString()),
                (long) status.get("scanned"),
                position(status.get("position")),
                Incomplete.of(status),
                (long) status.get("at"));
    }

    private static @Nullable Position position(@Nullable Object text) {
        return text == null ? null : Position.parse(text.toString());
    }
}
