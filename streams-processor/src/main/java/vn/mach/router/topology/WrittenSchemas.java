package vn.mach.router.topology;

import org.apache.avro.Schema;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.wire.NotWireFormat;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;
import vn.mach.wire.WireFormat;

/** The schemas that records name. */
final class WrittenSchemas {
    private final SchemaCatalog catalog;

    WrittenSchemas(SchemaCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The schema the bytes are written with. Throws {@link BadRecord}, with {@code notWire} if they name none, and
     * {@link SchemaRegistryException.Unavailable}.
     */
    Schema of(byte[] wire, Cause notWire) {
        try {
            return catalog.byId(WireFormat.schemaId(wire));
        } catch (NotWireFormat e) {
            throw new BadRecord(notWire, "does not begin with the magic byte 0 and a schema id");
        } catch (SchemaRegistryException.Unknown e) {
            throw new BadRecord(Cause.UNKNOWN_SCHEMA, String.valueOf(e.getMessage()));
        }
    }
}
