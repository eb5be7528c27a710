package vn.mach.router.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** What can be said of Avro's bytes without decoding them, and without believing a length that they state. */
final class AvroBytes {
    private AvroBytes() {}

    /** Whether the bytes from {@code from} are one value of the schema and nothing more. */
    static boolean fit(Schema schema, byte[] bytes, int from) {
        var in = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
        try {
            GenericDatumReader.skip(schema, in);
            return in.isEnd();
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            return false;
        }
    }

    /** A text; one that claims to be longer than what is left is an error, not an allocation. */
    static String text(BinaryDecoder in) throws IOException {
        long length = in.readLong();
        if (length < 0 || length > in.inputStream().available()) {
            throw new AvroRuntimeException("a text ends after the record");
        }
        var bytes = new byte[(int) length];
        in.readFixed(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
