package vn.mach.router.topology;

import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.wire.SchemaCatalog;

/**
 * Decodes kept rows, resolving what was written to the contract a view is bound to; of columns that no view needs, nothing is
 * decoded. One thread at a time.
 */
final class RowDecoder {
    private static final GenericData DATA = new GenericData();

    static {
        // The fast reader has no hook to make text a String.
        DATA.setFastReaderEnabled(false);
    }

    private final SchemaCatalog catalog;
    private final SharedWork shared;
    private final IdentityHashMap<Schema, Map<Integer, GenericDatumReader<GenericRecord>>> readers =
            new IdentityHashMap<>();
    private @Nullable BinaryDecoder decoder;

    RowDecoder(SchemaCatalog catalog, SharedWork shared) {
        this.catalog = catalog;
        this.shared = shared;
    }

    /**
     * The row as a record of {@code contract}, which {@link ViewBinder} has made the one instance of its kind; columns that no
     * view needs are null in it.
     */
    GenericRecord decode(LastRow row, byte[] body, Schema contract) {
        var reader = readers.computeIfAbsent(contract, unused -> new HashMap<>())
                .computeIfAbsent(row.schemaId(), id -> new NeededOnly(written(id), contract, shared.needed(contract)));
        var in = DecoderFactory.get().binaryDecoder(body, decoder);
        decoder = in;
        try {
            return reader.read(null, in);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException(
                    "row does not fit its schema (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private Schema written(int schemaId) {
        return Contract.notNull(catalog.byId(schemaId).getField("after").schema());
    }

    private static final class NeededOnly extends GenericDatumReader<GenericRecord> {
        private final NeededColumns needed;

        NeededOnly(Schema written, Schema read, NeededColumns needed) {
            super(written, read, DATA);
            this.needed = needed;
        }

        @Override
        protected void readField(
                Object record, Schema.Field field, @Nullable Object old, ResolvingDecoder in, @Nullable Object state)
                throws IOException {
            if (needed.contains(field.pos())) {
                super.readField(record, field, old, in, state);
            } else {
                skip(field.schema(), in);
            }
        }

        @Override
        protected Object readString(@Nullable Object old, Schema expected, Decoder in) throws IOException {
            return in.readString();
        }
    }
}
