package vn.mach.wire;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.Topics;

/** Records to the wire format, each schema registered under the topic's subject (TopicNameStrategy) at its first use. */
public final class AvroSerializer implements Serializer<GenericRecord> {
    private final SchemaCatalog catalog;
    private final boolean key;
    private final Map<String, Map<Schema, RecordEncoder>> encoders = new HashMap<>();

    private AvroSerializer(SchemaCatalog catalog, boolean key) {
        this.catalog = catalog;
        this.key = key;
    }

    public static AvroSerializer ofKeys(SchemaCatalog catalog) {
        return new AvroSerializer(catalog, true);
    }

    public static AvroSerializer ofValues(SchemaCatalog catalog) {
        return new AvroSerializer(catalog, false);
    }

    @Override
    public synchronized byte @Nullable [] serialize(String topic, @Nullable GenericRecord record) {
        if (record == null) {
            return null;
        }
        return encoders.computeIfAbsent(topic, unused -> new HashMap<>())
                .computeIfAbsent(record.getSchema(), schema -> encoder(topic, schema))
                .encode(record);
    }

    private RecordEncoder encoder(String topic, Schema schema) {
        var subject = key ? Topics.keySubject(topic) : Topics.valueSubject(topic);
        return new RecordEncoder(schema, catalog.register(subject, schema));
    }
}
