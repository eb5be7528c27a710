package vn.mach.router.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.WireFormat;

/**
 * Reads envelopes without decoding the row in them: it is cut out as bytes, to be kept as it was written and decoded only
 * if a view asks. One thread at a time.
 */
final class SourceEventReader {
    private final DatasetId dataset;
    private final SchemaCatalog catalog;
    private @Nullable BinaryDecoder decoder;
    private int end;

    SourceEventReader(DatasetId dataset, SchemaCatalog catalog) {
        this.dataset = dataset;
        this.catalog = catalog;
    }

    /**
     * Null if the record says nothing: a tombstone without a position. Throws {@link IllegalArgumentException} if it is no
     * envelope, and what {@link SchemaCatalog#byId} throws.
     */
    @Nullable
    SourceEvent read(Record<byte @Nullable [], byte @Nullable []> record) {
        var value = record.value();
        return value == null ? tombstone(record.headers(), record.timestamp()) : read(value);
    }

    /**
     * Compaction may have taken the delete event before a tombstone, so a tombstone is one too. If the event was read, it
     * has the same position and the tombstone is old.
     */
    private @Nullable SourceEvent tombstone(Headers headers, long timestamp) {
        var header = headers.lastHeader(Position.HEADER);
        if (header == null) {
            return null;
        }
        var at = untold(
                "the header " + Position.HEADER + " is malformed",
                Position::parse,
                new String(header.value(), StandardCharsets.UTF_8));
        var source = new ChangeEvent.Source(dataset.toString(), at, timestamp * 1_000, false);
        return SourceEvent.tombstone(source, timestamp);
    }

    private SourceEvent read(byte[] wire) {
        int schemaId = WireFormat.schemaId(wire);
        var envelope = catalog.byId(schemaId);
        if (envelope.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("is no envelope: " + envelope.getType());
        }
        var in = DecoderFactory.get().binaryDecoder(wire, WireFormat.HEADER, wire.length - WireFormat.HEADER, decoder);
        decoder = in;
        end = wire.length;
        try {
            return read(wire, schemaId, envelope, in);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException(
                    "does not fit its schema (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private SourceEvent read(byte[] wire, int schemaId, Schema envelope, BinaryDecoder in) throws IOException {
        Operation operation = null;
        byte[] row = null;
        ChangeEvent.Source source = null;
        long tsMillis = 0;
        for (var field : envelope.getFields()) {
            switch (field.name()) {
                case "op" -> operation = untold("op is none of c, u, d, r", Operation::of, in.readString());
                case "after" -> row = cut(wire, field.schema(), in);
                case "source" -> source = source(field.schema(), in);
                case "ts_ms" -> tsMillis = in.readLong();
                default -> GenericDatumReader.skip(field.schema(), in);
            }
        }
        if (operation == null || source == null) {
            throw new IllegalArgumentException("is no envelope: " + envelope.getFullName());
        }
        if ((row == null) != (operation == Operation.DELETE)) {
            throw new IllegalArgumentException("operation " + operation + (row == null ? " has no row" : " has a row"));
        }
        return new SourceEvent(operation, source, tsMillis, SourceEvent.row(source, schemaId, row));
    }

    /** Parses without telling what was there: if the schema is the wrong one, it is a piece of a row. */
    private static <T> T untold(String problem, Function<String, T> parse, String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(problem);
        }
    }

    private byte @Nullable [] cut(byte[] wire, Schema nullableRow, BinaryDecoder in) throws IOException {
        var branch = nullableRow.getTypes().get(in.readIndex());
        if (branch.getType() == Schema.Type.NULL) {
            return null;
        }
        int from = end - in.inputStream().available();
        GenericDatumReader.skip(branch, in);
        return Arrays.copyOfRange(wire, from, end - in.inputStream().available());
    }

    private static ChangeEvent.Source source(Schema schema, BinaryDecoder in) throws IOException {
        var dataset = "";
        Position position = null;
        long committedAtMicros = 0;
        boolean snapshot = false;
        for (var field : schema.getFields()) {
            switch (field.name()) {
                case "dataset" -> dataset = in.readString();
                case "position" -> position = untold("the position is malformed", Position::parse, in.readString());
                case "committed_at" -> committedAtMicros = in.readLong();
                case "snapshot" -> snapshot = in.readBoolean();
                default -> GenericDatumReader.skip(field.schema(), in);
            }
        }
        if (position == null) {
            throw new IllegalArgumentException("has no position");
        }
        return new ChangeEvent.Source(dataset, position, committedAtMicros, snapshot);
    }
}
