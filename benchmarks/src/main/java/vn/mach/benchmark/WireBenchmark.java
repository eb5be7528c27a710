package vn.mach.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.WireFormat;

/** One envelope of ten columns, in the wire format and, as the raw limit, in plain Avro without header or schema id. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireBenchmark {
    private final Schema schema = Residents.CONTRACT.envelopeSchema();
    private final GenericRecord[] events = new GenericRecord[Residents.COUNT];
    private final byte[][] wire = new byte[Residents.COUNT][];
    private final byte[][] plain = new byte[Residents.COUNT][];

    private final RecordEncoder encoder;
    private final RecordDecoder decoder;
    private final GenericDatumWriter<GenericRecord> plainWriter = new GenericDatumWriter<>(schema);
    private final GenericDatumReader<GenericRecord> plainReader = new GenericDatumReader<>(schema);
    private final ByteArrayOutputStream plainOut = new ByteArrayOutputStream(512);
    private @Nullable BinaryEncoder plainEncoder;
    private @Nullable BinaryDecoder plainDecoder;
    private int next;

    public WireBenchmark() {
        var catalog = SchemaCatalog.connect(SchemaRegistryConnection.of("mock://benchmark"));
        this.encoder = new RecordEncoder(schema, catalog.register("data.moj.resident-value", schema));
        this.decoder = new RecordDecoder(catalog);
        var rows = Residents.rows();
        for (int i = 0; i < rows.length; i++) {
            events[i] = Residents.event(rows[i], i);
            wire[i] = encoder.encode(events[i]);
            plain[i] = WireFormat.body(wire[i]);
        }
    }

    @Benchmark
    public byte[] encode() {
        return encoder.encode(events[index()]);
    }

    @Benchmark
    public byte[] encodePlainAvro() throws IOException {
        plainOut.reset();
        var out = EncoderFactory.get().binaryEncoder(plainOut, plainEncoder);
        plainEncoder = out;
        plainWriter.write(events[index()], out);
        out.flush();
        return plainOut.toByteArray();
    }

    @Benchmark
    public GenericRecord decode() {
        return decoder.decode(wire[index()]);
    }

    @Benchmark
    public GenericRecord decodePlainAvro() throws IOException {
        var in = DecoderFactory.get().binaryDecoder(plain[index()], plainDecoder);
        plainDecoder = in;
        return plainReader.read(null, in);
    }

    private int index() {
        next = (next + 1) & (Residents.COUNT - 1);
        return next;
    }
}
