package vn.mach.agent.publish;

import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DatasetControl;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.WireFormat;

/** Records of a dataset's topic, told to a reader. One thread at a time. */
public final class PublishedRecords {
    private final SchemaCatalog catalog;
    private final DatasetTopic topic;
    private final PublishedLog.Reader reader;
    private final RecordDecoder decoder;

    public PublishedRecords(SchemaCatalog catalog, DatasetTopic topic, PublishedLog.Reader reader) {
        this.catalog = catalog;
        this.topic = topic;
        this.reader = reader;
        this.decoder = new RecordDecoder(catalog);
    }

    /** Throws {@link vn.mach.wire.SchemaRegistryException} or {@link vn.mach.wire.NotWireFormat}. */
    public void tell(int partition, byte[] wireKey, byte @Nullable [] value) {
        if (value == null) {
            reader.row(partition, wireKey, null);
        } else if (!DatasetControl.isKey(catalog.byId(WireFormat.schemaId(wireKey)))) {
            var event = decoder.decode(value, topic.envelopeSchema());
            reader.row(partition, wireKey, (GenericRecord) event.get("after"));
        } else if (DatasetControl.fromAvro(decoder.decode(value)).kind() == DatasetControl.Kind.TRUNCATE) {
            reader.truncated(partition);
        }
    }
}
