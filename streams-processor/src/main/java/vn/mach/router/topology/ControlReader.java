package vn.mach.router.topology;

import vn.mach.change.DatasetControl;
import vn.mach.naming.DatasetId;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.WireFormat;

/** Reads what is said of the whole dataset between the events of its topic. One thread at a time. */
final class ControlReader {
    private final DatasetId dataset;
    private final SchemaCatalog catalog;
    private final RecordDecoder decoder;

    ControlReader(DatasetId dataset, SchemaCatalog catalog) {
        this.dataset = dataset;
        this.catalog = catalog;
        this.decoder = new RecordDecoder(catalog);
    }

    /** Whether the record under this key is one; throws what {@link SchemaCatalog#byId} throws. */
    boolean isControl(byte[] wireKey) {
        return DatasetControl.isKey(catalog.byId(WireFormat.schemaId(wireKey)));
    }

    /** Throws {@link IllegalArgumentException} if it cannot be understood, or speaks of another dataset. */
    DatasetControl read(byte[] wire) {
        var control = DatasetControl.fromAvro(decoder.decode(wire));
        if (!control.dataset().equals(dataset)) {
            throw new IllegalArgumentException("is said of another dataset, " + control.dataset());
        }
        return control;
    }
}
