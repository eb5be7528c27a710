package vn.mach.wire;

import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** The wire format to records as they were written; a tombstone stays null. */
public final class AvroDeserializer implements Deserializer<GenericRecord> {
    private final RecordDecoder decoder;

    public AvroDeserializer(SchemaCatalog catalog) {
        this.decoder = new RecordDecoder(catalog);
    }

    @Override
    public @Nullable GenericRecord deserialize(String topic, byte @Nullable [] wire) {
        return wire == null ? null : decoder.decode(wire);
    }
}
