package vn.mach.registry.views;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import vn.mach.connection.Secret;
import vn.mach.view.PseudonymKeys;
import vn.mach.view.ViewDefinition;

/** What a subscriber of the view sees of its form. Binding needs keys, the form does not depend on them: the registry has none. */
public record ViewSchemas(Schema key, Schema row, Schema envelope) {
    static final PseudonymKeys NONE = PseudonymKeys.derivedFrom(new Secret("the registry pseudonymises nothing"));

    /** Throws {@link vn.mach.view.IllegalView} when the definition does not fit its contract. */
    public static ViewSchemas of(ViewDefinition definition) {
        var bound = definition.bind(NONE);
        return new ViewSchemas(bound.keySchema(), bound.rowSchema(), bound.envelopeSchema());
    }

    /** Whether records of both can be on one topic, and whoever reads them has one schema: FULL compatibility, as the schema registry demands it. */
    public boolean fits(ViewSchemas other) {
        return key.equals(other.key)
                && isReadableAs(envelope, other.envelope)
                && isReadableAs(other.envelope, envelope);
    }

    private static boolean isReadableAs(Schema writer, Schema reader) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType()
                .equals(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
    }
}
