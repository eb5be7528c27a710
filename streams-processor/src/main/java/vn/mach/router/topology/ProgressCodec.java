package vn.mach.router.topology;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.RecordEncoder;

/**
 * Progress as bytes. Definitions are kept whole, since a scan needs the old one after the registry has forgotten it; the
 * schema is registered, so that a newer router reads what an older one left.
 */
final class ProgressCodec {
    private static final String SUBJECT = "router.view-progress";
    private static final Schema STRETCH = SchemaBuilder.record("Stretch")
            .namespace("mach.router")
            .fields()
            .name("up_to")
            .type()
            .nullable()
            .bytesType()
            .noDefault()
            .name("view")
            .type(Schema.createUnion(Schema.create(Schema.Type.NULL), ViewDefinition.SCHEMA))
            .noDefault()
            .endRecord();
    private static final Schema SCHEMA = SchemaBuilder.record("ViewProgress")
            .namespace("mach.router")
            .fields()
            .requiredLong("revision")
            .requiredString("state")
            .requiredLong("scanned")
            .requiredBoolean("behind")
            .name("stretches")
            .type(Schema.createArray(STRETCH))
            .noDefault()
            .name("anew")
            .type()
            .booleanType()
            .booleanDefault(false)
            .endRecord();

    private final ViewBinder binder;
    private final SharedWork shared;
    private final RecordEncoder encoder;
    private final RecordDecoder decoder;

    ProgressCodec(ViewBinder binder, SharedWork shared) {
        this.binder = binder;
        this.shared = shared;
        this.encoder = new RecordEncoder(SCHEMA, binder.catalog().register(SUBJECT, SCHEMA));
        this.decoder = new RecordDecoder(binder.catalog());
    }

    byte[] toBytes(ViewProgress progress) {
        var record = new GenericData.Record(SCHEMA);
        record.put("revision", progress.revision());
        record.put("state", progress.state().name());
        record.put("scanned", progress.scanned());
        record.put("behind", progress.behind());
        record.put("anew", progress.anew());
        record.put(
                "stretches",
                progress.stretches().stream().map(ProgressCodec::stretch).toList());
        return encoder.encode(record);
    }

    ViewProgress fromBytes(byte[] bytes) {
        var record = decoder.decode(bytes, SCHEMA);
        return new ViewProgress(
                (long) record.get("revision"),
                ViewStatus.State.valueOf(record.get("state").toString()),
                ((List<?>) record.get("stretches"))
                        .stream()
                                .map(stretch -> stretch((GenericRecord) stretch))
                                .toList(),
                (long) record.get("scanned"),
                (boolean) record.get("behind"),
                (boolean) record.get("anew"));
    }

    private static GenericRecord stretch(Stretch stretch) {
        var record = new GenericData.Record(STRETCH);
        var upTo = stretch.upTo();
        var view = stretch.view();
        record.put("up_to", upTo == null ? null : ByteBuffer.wrap(upTo.get()));
        record.put("view", view == null ? null : view.definition().toAvro());
        return record;
    }

    private Stretch stretch(GenericRecord record) {
        var view = (@Nullable GenericRecord) record.get("view");
        return new Stretch(
                upTo((@Nullable ByteBuffer) record.get("up_to")),
                view == null ? null : binder.bind(ViewDefinition.fromAvro(view), shared));
    }

    private static @Nullable Bytes upTo(@Nullable ByteBuffer key) {
        if (key == null) {
            return null;
        }
        var bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return Bytes.wrap(bytes);
    }
}
