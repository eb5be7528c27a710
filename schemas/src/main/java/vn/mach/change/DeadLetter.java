package vn.mach.change;

import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.wire.Contracts;

/**
 * A record of a dataset's topic that the router could not take in, or a row that a view failed on, as it came. It travels on
 * {@link DatasetId#deadLetterTopic()}.
 *
 * @param message in one line without row content
 * @param view that failed on the row; null when the record was not taken in at all
 * @param partition of the dataset's topic, and so is {@code offset}
 * @param position of the change; null if it is not known
 * @param timestampMillis of the record
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DeadLetter(
        DatasetId dataset,
        Cause cause,
        String message,
        @Nullable ViewId view,
        int partition,
        long offset,
        long timestampMillis,
        @Nullable Position position,
        byte @Nullable [] key,
        byte @Nullable [] value,
        long atMillis) {
    /** Of the values; registered under {@link vn.mach.naming.Topics#DEAD_LETTERS}, whatever the dataset. */
    public static final Schema SCHEMA = Contracts.schema("dead-letter");

    private static final Schema KEY = Contracts.schema("control-key");

    /** Why. */
    public enum Cause {
        /** Too short, or another magic byte. */
        NOT_WIRE_FORMAT,
        /** The schema registry has no such id. */
        UNKNOWN_SCHEMA,
        /** No envelope of this dataset. */
        WRONG_SCHEMA,
        /** Truncated, or not what its schema says. */
        MALFORMED,
        /** There is none, or it is not one of this dataset. */
        BAD_KEY,
        CONDITION_FAILED,
        PROJECTION_FAILED,
        /** One that is newer than this program. */
        OTHER;

        /** Whether the record was taken in and only one view lacks the row; a new version of that view will look at it again. */
        public boolean isOfAView() {
            return this == CONDITION_FAILED || this == PROJECTION_FAILED;
        }
    }

    /** The key of this record. */
    public GenericRecord controlKey() {
        var record = new GenericData.Record(KEY);
        record.put("id", dataset.toString());
        record.put("partition", partition);
        return record;
    }

    public GenericRecord toAvro() {
        var record = new GenericData.Record(SCHEMA);
        record.put("dataset", dataset.toString());
        record.put("cause", new GenericData.EnumSymbol(SCHEMA.getField("cause").schema(), cause.name()));
        record.put("message", message);
        record.put("view", view == null ? null : view.toString());
        record.put("topic", dataset.topic());
        record.put("partition", partition);
        record.put("offset", offset);
        record.put("timestamp", timestampMillis);
        record.put("position", position == null ? null : position.toString());
        record.put("key", key == null ? null : ByteBuffer.wrap(key));
        record.put("value", value == null ? null : ByteBuffer.wrap(value));
        record.put("at", atMillis);
        return record;
    }

    /** The inverse of {@link #toAvro}; throws {@link IllegalArgumentException} if a part is malformed. */
    public static DeadLetter fromAvro(GenericRecord record) {
        var view = record.get("view");
        var position = record.get("position");
        return new DeadLetter(
                DatasetId.parse(record.get("dataset").toString()),
                Cause.valueOf(record.get("cause").toString()),
                record.get("message").toString(),
                view == null ? null : ViewId.parse(view.toString()),
                (int) record.get("partition"),
                (long) record.get("offset"),
                (long) record.get("timestamp"),
                position == null ? null : Position.parse(position.toString()),
                bytes(record.get("key")),
                bytes(record.get("value")),
                (long) record.get("at"));
    }

    private static byte @Nullable [] bytes(@Nullable Object field) {
        if (!(field instanceof ByteBuffer buffer)) {
            return null;
        }
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
