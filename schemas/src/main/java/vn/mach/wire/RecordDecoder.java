package vn.mach.wire;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records in the wire format; text comes out as {@code java.lang.String}. Reuses its buffers, so one thread at a
 * time may use it.
 */
public final class RecordDecoder {
    private final SchemaCatalog catalog;
    private final Map<Integer, GenericDatumReader<GenericRecord>> asWritten = new HashMap<>();
    private final Map<Schema, Map<Integer, GenericDatumReader<GenericRecord>>> asRead = new HashMap<>();
    private @Nullable BinaryDecoder decoder;

    public RecordDecoder(SchemaCatalog catalog) {
        this.catalog = catalog;
    }

    /** The record as it was written; throws {@link NotWireFormat} or {@link SchemaRegistryException}. */
    public GenericRecord decode(byte[] wire) {
        int id = WireFormat.schemaId(wire);
        var reader = asWritten.get(id);
        if (reader == null) {
            reader = reader(catalog.byId(id), catalog.byId(id));
            asWritten.put(id, reader);
        }
        return read(reader, wire);
    }

    /** The record as {@code schema}, by Avro's rules of resolution; throws as {@link #decode(byte[])} does. */
    public GenericRecord decode(byte[] wire, Schema schema) {
        int id = WireFormat.schemaId(wire);
        var readers = asRead.computeIfAbsent(schema, unused -> new HashMap<>());
        var reader = readers.get(id);
        if (reader == null) {
            reader = reader(catalog.byId(id), schema);
            readers.put(id, reader);
        }
        return read(reader, wire);
    }

    private static GenericDatumReader<GenericRecord> reader(Schema written, Schema read) {
        return new TextAsString(written, read);
    }

    private GenericRecord read(GenericDatumReader<GenericRecord> reader, byte[] wire) {
        var reused =
                DecoderFactory.get().binaryDecoder(wire, WireFormat.HEADER, wire.length - WireFormat.HEADER, decoder);
        decoder = reused;
        try {
            return reader.read(null, reused);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new NotWireFormat("does not fit its schema (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Utf8 objects compare and hash unlike the String a rule or a caller holds, so text becomes String at once. */
    private static final class TextAsString extends GenericDatumReader<GenericRecord> {
        TextAsString(Schema written, Schema read) {
            super(written, read, WireData.INSTANCE);
        }

        @Override
        protected Object readString(@Nullable Object old, Schema expected, Decoder in) throws IOException {
            return in.readString();
        }
    }
}
