package vn.mach.change;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** The schemas around a row. The same row gives the same text, so a schema registry gives the same id. */
public final class Envelopes {
    private Envelopes() {}

    /** The record {@code Key} of these columns, in the row's namespace. */
    public static Schema key(Schema row, List<String> columns) {
        var fields = columns.stream()
                .map(column -> new Schema.Field(column, row.getField(column).schema()))
                .toList();
        return Schema.createRecord("Key", null, row.getNamespace(), false, fields);
    }

    /**
     * The record {@code Envelope}, Debezium's shape: {@code op}, {@code before} (null in views), {@code after},
     * {@code source}, {@code ts_ms}. No number in it exceeds 2^53, which JavaScript clients refuse.
     */
    public static Schema envelope(Schema row) {
        var source = SchemaBuilder.record("Source")
                .namespace(row.getNamespace())
                .fields()
                .requiredString("dataset")
                .requiredString("position")
                .requiredLong("committed_at")
                .requiredBoolean("snapshot")
                .endRecord();
        var optionalRow = Schema.createUnion(Schema.create(Schema.Type.NULL), row);
        return SchemaBuilder.record("Envelope")
                .namespace(row.getNamespace())
                .fields()
                .requiredString("op")
                .name("before")
                .type(optionalRow)
                .withDefault(null)
                .name("after")
                .type(optionalRow)
                .withDefault(null)
                .name("source")
                .type(source)
                .noDefault()
                .requiredLong("ts_ms")
                .endRecord();
    }
}
