package vn.mach.change;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.DatasetId;
import vn.mach.wire.Contracts;

/**
 * What is said of a whole dataset, on its own topic: written to every partition, in the Kafka transaction and the order of the
 * events around it. Only the dataset's agent may write there, so nobody else can say it.
 *
 * @param position the record's own; no row event of the dataset has it
 * @param from of a gap: the last position that was published before it, null if none is known
 * @param reason of a gap, in one line without row content
 */
public record DatasetControl(
        DatasetId dataset,
        Kind kind,
        Position position,
        @Nullable Position from,
        @Nullable String reason,
        long committedAtMicros) {
    private static final Schema SCHEMA = Contracts.schema("dataset-control");

    /** The full name of the record. */
    public static final String NAME = SCHEMA.getFullName();

    private static final Schema KEY = Contracts.schema("control-key");

    /** What is said. */
    public enum Kind {
        /** Every row with an older position is deleted. */
        TRUNCATE("truncate"),
        /** Changes after {@code from} are lost. */
        GAP("gap"),
        /** The rows are those of the source again. */
        GAP_CLOSED("gap");

        private final String subject;

        Kind(String subject) {
            this.subject = subject;
        }
    }

    /** The key of this record in a partition; compaction keeps the last gap and the last truncation. */
    public GenericRecord key(int partition) {
        var key = new GenericData.Record(KEY);
        key.put("id", kind.subject);
        key.put("partition", partition);
        return key;
    }

    public GenericRecord toAvro() {
        var record = new GenericData.Record(SCHEMA);
        record.put("dataset", dataset.toString());
        record.put("kind", new GenericData.EnumSymbol(SCHEMA.getField("kind").schema(), kind.name()));
        record.put("position", position.toString());
        record.put("from", from == null ? null : from.toString());
        record.put("reason", reason);
        record.put("committed_at", committedAtMicros);
        return record;
    }

    /** Whether a record of a dataset's topic has a key of this kind, by the schema that its key is written with. */
    public static boolean isKey(Schema key) {
        return key.getFullName().equals(KEY.getFullName());
    }

    /** Throws {@link IllegalArgumentException} if a part is malformed. */
    public static DatasetControl fromAvro(GenericRecord record) {
        return new DatasetControl(
                DatasetId.parse(record.get("dataset").toString()),
                Kind.valueOf(record.get("kind").toString()),
                Position.parse(record.get("position").toString()),
                record.get("from") == null
                        ? null
                        : Position.parse(record.get("from").toString()),
                record.get("reason") == null ? null : record.get("reason").toString(),
                (long) record.get("committed_at"));
    }
}
