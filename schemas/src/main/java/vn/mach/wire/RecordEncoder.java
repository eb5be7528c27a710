package vn.mach.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Encodes records of one schema in the wire format. Reuses its buffers, so one thread at a time may use it. */
public final class RecordEncoder {
    private final int id;
    private final GenericDatumWriter<IndexedRecord> writer;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private @Nullable BinaryEncoder encoder;

    /** An encoder of records of {@code schema}, which the schema registry knows as {@code id}. */
    public RecordEncoder(Schema schema, int id) {
        this.id = id;
        this.writer = new GenericDatumWriter<>(schema, WireData.INSTANCE);
    }

    public byte[] encode(IndexedRecord value) {
        out.reset();
        out.write(WireFormat.MAGIC);
        out.write(id >>> 24);
        out.write(id >>> 16);
        out.write(id >>> 8);
        out.write(id);
        var reused = EncoderFactory.get().binaryEncoder(out, encoder);
        encoder = reused;
        try {
            writer.write(value, reused);
            reused.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
