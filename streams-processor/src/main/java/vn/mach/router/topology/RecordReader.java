package vn.mach.router.topology;

import org.jspecify.annotations.Nullable;
import vn.mach.change.DatasetControl;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.naming.DatasetId;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.WireFormat;

/** Reads records of a dataset's topic and changes nothing: what gets through here can be taken in. One thread at a time. */
final class RecordReader {
    /** What a record says. */
    sealed interface Reading {}

    /** A row has changed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Change(byte[] keyBody, SourceEvent event) implements Reading {}

    /** Something happened to the whole dataset; {@code wire} as it was written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Control(DatasetControl said, byte[] wire) implements Reading {}

    private final DatasetId dataset;
    private final WrittenSchemas schemas;
    private final String keyName;
    private final SourceEventReader events;
    private final RecordDecoder decoder;

    RecordReader(DatasetId dataset, SchemaCatalog catalog) {
        this.dataset = dataset;
        this.schemas = new WrittenSchemas(catalog);
        this.keyName = dataset.namespace() + ".Key";
        this.events = new SourceEventReader(dataset, schemas);
        this.decoder = new RecordDecoder(catalog);
    }

    /**
     * What the record says, null if nothing. Throws {@link BadRecord}, and {@link vn.mach.wire.SchemaRegistryException.Unavailable} when a
     * schema it needs is not known here and cannot be asked for.
     */
    @Nullable
    Reading read(Incoming record) {
        var key = record.key();
        if (key == null) {
            throw new BadRecord(Cause.BAD_KEY, "has no key");
        }
        var keySchema = schemas.of(key, Cause.BAD_KEY);
        if (DatasetControl.isKey(keySchema)) {
            var value = record.value();
            return value == null ? null : new Control(control(value), value);
        }
        if (!keySchema.getFullName().equals(keyName)) {
            throw new BadRecord(Cause.BAD_KEY, "the key is " + keySchema.getFullName() + ", not " + keyName);
        }
        if (!AvroBytes.fit(keySchema, key, WireFormat.HEADER)) {
            throw new BadRecord(Cause.BAD_KEY, "the key does not fit its schema");
        }
        var event = events.read(record);
        return event == null ? null : new Change(WireFormat.body(key), event);
    }

    /** A control record as it was kept; throws {@link BadRecord} if it cannot be understood, or speaks of another dataset. */
    DatasetControl control(byte[] wire) {
        var schema = schemas.of(wire, Cause.NOT_WIRE_FORMAT);
        if (!schema.getFullName().equals(DatasetControl.NAME)) {
            throw new BadRecord(Cause.WRONG_SCHEMA, "is " + schema.getFullName() + ", not " + DatasetControl.NAME);
        }
        if (!AvroBytes.fit(schema, wire, WireFormat.HEADER)) {
            throw new BadRecord(Cause.MALFORMED, "does not fit its schema");
        }
        try {
            var control = DatasetControl.fromAvro(decoder.decode(wire));
            if (control.dataset().equals(dataset)) {
                return control;
            }
        } catch (IllegalArgumentException e) {
            throw new BadRecord(Cause.MALFORMED, "is said of a dataset in words that are not understood");
        }
        throw new BadRecord(Cause.WRONG_SCHEMA, "is said of another dataset");
    }
}
