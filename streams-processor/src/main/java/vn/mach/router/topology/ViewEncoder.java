package vn.mach.router.topology;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Operation;
import vn.mach.naming.Topics;
import vn.mach.view.BoundView;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.WireFormat;

/** A view's keys, rows and events in the wire format, under the ids its subjects have. One thread at a time. */
final class ViewEncoder {
    private final RecordEncoder keys;
    private final RecordEncoder rows;
    private final RecordEncoder envelopes;
    private final Schema envelope;
    private final int keyId;
    private final int valueId;

    private ViewEncoder(
            RecordEncoder keys, RecordEncoder rows, RecordEncoder envelopes, Schema envelope, int keyId, int valueId) {
        this.keyId = keyId;
        this.valueId = valueId;
        this.keys = keys;
        this.rows = rows;
        this.envelopes = envelopes;
        this.envelope = envelope;
    }

    /** The registry has registered these schemas before it published the view, so registering again only asks for the id. */
    static ViewEncoder of(BoundView view, SchemaCatalog catalog) {
        var topic = view.definition().id().topic();
        var envelope = view.envelopeSchema();
        int keyId = catalog.register(Topics.keySubject(topic), view.keySchema());
        int valueId = catalog.register(Topics.valueSubject(topic), envelope);
        return new ViewEncoder(
                new RecordEncoder(view.keySchema(), keyId),
                new RecordEncoder(view.rowSchema(), valueId),
                new RecordEncoder(envelope, valueId),
                envelope,
                keyId,
                valueId);
    }

    byte[] key(GenericRecord key) {
        return keys.encode(key);
    }

    byte[] row(GenericRecord row) {
        return rows.encode(row);
    }

    /** A key that another view has encoded, as this view's. */
    byte[] keyOf(byte[] wire) {
        return WireFormat.withId(wire, keyId);
    }

    /** A row or event that another view has encoded, as this view's. */
    byte[] valueOf(byte[] wire) {
        return WireFormat.withId(wire, valueId);
    }

    byte[] event(Operation operation, @Nullable GenericRecord after, ChangeEvent.Source source, long tsMillis) {
        return envelopes.encode(new ChangeEvent(operation, after, source, tsMillis).toAvro(envelope));
    }
}
