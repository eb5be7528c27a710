package vn.mach.change;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * One change of one row, in Debezium's shape. {@code before} is never carried: the router keeps the last row, and a
 * subscriber must not see one that its view does not admit.
 *
 * @param after the row after the change; null exactly for a delete
 * @param tsMillis when this event was made, milliseconds since 1970 UTC
 */
public record ChangeEvent(Operation operation, @Nullable GenericRecord after, Source source, long tsMillis) {

    /**
     * Where the change comes from.
     *
     * @param committedAtMicros when the source committed, microseconds since 1970 UTC
     * @param snapshot whether the row was read, not captured
     */
    public record Source(String dataset, Position position, long committedAtMicros, boolean snapshot) {}

    public ChangeEvent {
        if ((after == null) != (operation == Operation.DELETE)) {
            throw new IllegalArgumentException("a delete has no row after it, everything else has one");
        }
    }

    /** This event as a record of {@code envelope}, which is {@link Contract#envelopeSchema()} of its row. */
    public GenericRecord toAvro(Schema envelope) {
        var sourceSchema = envelope.getField("source").schema();
        var origin = new GenericData.Record(sourceSchema);
        origin.put("dataset", source.dataset());
        origin.put("position", new Utf8(source.position().toAscii()));
        origin.put("committed_at", source.committedAtMicros());
        origin.put("snapshot", source.snapshot());
        var event = new GenericData.Record(envelope);
        event.put("op", operation.code());
        event.put("before", null);
        event.put("after", after);
        event.put("source", origin);
        event.put("ts_ms", tsMillis);
        return event;
    }

    /** The inverse of {@link #toAvro}; throws {@link IllegalArgumentException} when the record is no envelope of ours. */
    public static ChangeEvent fromAvro(GenericRecord event) {
        if (!(event.get("source") instanceof GenericRecord origin)) {
            throw new IllegalArgumentException(
                    "no envelope: " + event.getSchema().getFullName() + " has no source");
        }
        return new ChangeEvent(
                Operation.of(event.get("op").toString()),
                (GenericRecord) event.get("after"),
                new Source(
                        origin.get("dataset").toString(),
                        Position.parse(origin.get("position").toString()),
                        (long) origin.get("committed_at"),
                        (boolean) origin.get("snapshot")),
                (long) event.get("ts_ms"));
    }
}
