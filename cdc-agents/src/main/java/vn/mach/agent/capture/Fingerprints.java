package vn.mach.agent.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.WireFormat;

/** Hashes of keys and rows by their Avro bodies, so that an id of a schema does not count. One thread at a time. */
final class Fingerprints {
    private static final int NO_ID = 0;

    private final MessageDigest digest;
    private final RecordEncoder keys;
    private final RecordEncoder rows;
    private final GenericDatumReader<GenericRecord> keyReader;

    Fingerprints(Schema key, Schema row) {
        this.keys = new RecordEncoder(key, NO_ID);
        this.rows = new RecordEncoder(row, NO_ID);
        this.keyReader = new GenericDatumReader<>(key);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A key in the wire format, under no id of the registry. */
    byte[] wireKey(GenericRecord key) {
        return keys.encode(key);
    }

    /** The key again, from the wire format under any id. */
    GenericRecord key(byte[] wireKey) {
        var body = DecoderFactory.get()
                .binaryDecoder(wireKey, WireFormat.HEADER, wireKey.length - WireFormat.HEADER, null);
        try {
            return keyReader.read(null, body);
        } catch (IOException | AvroRuntimeException e) {
            throw new IllegalStateException("a key that was published does not fit its schema", e);
        }
    }

    PublishedRows.Fingerprint ofKey(byte[] wireKey) {
        var hash = ByteBuffer.wrap(digest.digest(WireFormat.body(wireKey)));
        return new PublishedRows.Fingerprint(hash.getLong(), hash.getLong());
    }

    /** Never {@link PublishedRows#DELETED}. */
    long ofRow(GenericRecord row) {
        long hash = ByteBuffer.wrap(digest.digest(rows.encode(row))).getLong();
        return hash == PublishedRows.DELETED ? 1 : hash;
    }
}
