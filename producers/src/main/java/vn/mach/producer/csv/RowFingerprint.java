package vn.mach.producer.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import vn.mach.change.Contract;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.WireFormat;

/** A row in two words that a text file can hold: its key, which can be read back, and a hash of all of it. */
final class RowFingerprint {
    /** The words never leave this machine, so no registry needs to know their schema. */
    private static final int NO_ID = 0;

    private final Schema keySchema;
    private final RecordEncoder keys;
    private final RecordEncoder rows;
    private final GenericDatumReader<GenericRecord> reader;

    RowFingerprint(Contract contract) {
        this.keySchema = contract.keySchema();
        this.keys = new RecordEncoder(keySchema, NO_ID);
        this.rows = new RecordEncoder(contract.row(), NO_ID);
        this.reader = new GenericDatumReader<>(keySchema);
    }

    String key(GenericRecord row) {
        var key = new GenericData.Record(keySchema);
        keySchema.getFields().forEach(field -> key.put(field.pos(), row.get(field.name())));
        return Base64.getEncoder().encodeToString(WireFormat.body(keys.encode(key)));
    }

    /** The inverse of {@link #key}. */
    GenericRecord keyRecord(String key) {
        try {
            return reader.read(
                    null, DecoderFactory.get().binaryDecoder(Base64.getDecoder().decode(key), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String hash(GenericRecord row) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rows.encode(row)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
