package vn.mach.router.topology;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.wire.WireFormat;

/**
 * Reads envelopes without decoding the row in them: it is cut out as bytes, to be kept as it was written and decoded only
 * if a view asks. One thread at a time.
 */
final class SourceEventReader {
    private final DatasetId dataset;
    private final WrittenSchemas schemas;
    private final String envelopeName;
    private @Nullable BinaryDecoder decoder;
    private int end;

    SourceEventReader(DatasetId dataset, WrittenSchemas schemas) {
        this.dataset = dataset;
        this.schemas = schemas;
        this.envelopeName = dataset.namespace() + ".Envelope";
    }

    /**
     * Null if the record says nothing: a tombstone without a position. Throws {@link BadRecord} if it is no envelope of the
     * dataset, and what {@link WrittenSchemas#of} throws.
     */
    @Nullable
    SourceEvent read(Incoming record) {
        var value = record.value();
        return value == null ? tombstone(record) : read(value);
    }

    /**
     * Compaction may have taken the delete event before a tombstone, so a tombstone is one too. If the event was read, it
     * has the same position and the tombstone is old.
     */
    private @Nullable SourceEvent tombstone(Incoming record) {
        if (record.positionHeader() == null) {
            return null;
        }
        var at = record.position();
        if (at == null) {
            throw new BadRecord(Cause.MALFORMED, "the header " + Position.HEADER + " is malformed");
        }
        var source = new ChangeEvent.Source(dataset.toString(), at, record.timestamp() * 1_000, false);
        return SourceEvent.tombstone(source, record.timestamp());
    }

    private SourceEvent read(byte[] wire) {
        var envelope = schemas.of(wire, Cause.NOT_WIRE_FORMAT);
        if (!envelope.getFullName().equals(envelopeName)) {
            throw new BadRecord(Cause.WRONG_SCHEMA, "is " + envelope.getFullName() + ", not " + envelopeName);
        }
        var in = DecoderFactory.get().binaryDecoder(wire, WireFormat.HEADER, wire.length - WireFormat.HEADER, decoder);
        decoder = in;
        end = wire.length;
        try {
            return read(wire, WireFormat.schemaId(wire), envelope, in);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new BadRecord(
                    Cause.MALFORMED, "does not fit its schema (" + e.getClass().getSimpleName() + ")");
        }
    }

    private SourceEvent read(byte[] wire, int schemaId, Schema envelope, BinaryDecoder in) throws IOException {
        Operation operation = null;
        byte[] row = null;
        ChangeEvent.Source source = null;
        long tsMillis = 0;
        for (var field : envelope.getFields()) {
            switch (field.name()) {
                case "op" -> operation = untold("op is none of c, u, d, r", Operation::of, AvroBytes.text(in));
                case "after" -> row = cut(wire, field.schema(), in);
                case "source" -> source = source(field.schema(), in);
                case "ts_ms" -> tsMillis = in.readLong();
                default -> GenericDatumReader.skip(field.schema(), in);
            }
        }
        if (operation == null || source == null) {
            throw new BadRecord(Cause.WRONG_SCHEMA, "has no op or no source");
        }
        if (!in.isEnd()) {
            throw new BadRecord(Cause.MALFORMED, "goes on after its end");
        }
        if ((row == null) != (operation == Operation.DELETE)) {
            throw new BadRecord(
                    Cause.MALFORMED, "operation " + operation + (row == null ? " has no row" : " has a row"));
        }
        if (!source.dataset().equals(dataset.toString())) {
            throw new BadRecord(Cause.WRONG_SCHEMA, "its source is another dataset");
        }
        return new SourceEvent(operation, source, tsMillis, SourceEvent.row(source, schemaId, row));
    }

    /** Parses without telling what was there: if the schema is the wrong one, it is a piece of a row. */
    private static <T> T untold(String problem, Function<String, T> parse, String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new BadRecord(Cause.MALFORMED, problem);
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
        var named = "";
        Position position = null;
        long committedAtMicros = 0;
        boolean snapshot = false;
        for (var field : schema.getFields()) {
            switch (field.name()) {
                case "dataset" -> named = AvroBytes.text(in);
                case "position" -> position = untold("the position is malformed", Position::parse, AvroBytes.text(in));
                case "committed_at" -> committedAtMicros = in.readLong();
                case "snapshot" -> snapshot = in.readBoolean();
                default -> GenericDatumReader.skip(field.schema(), in);
            }
        }
        if (position == null) {
            throw new BadRecord(Cause.MALFORMED, "has no position");
        }
        return new ChangeEvent.Source(named, position, committedAtMicros, snapshot);
    }
}
