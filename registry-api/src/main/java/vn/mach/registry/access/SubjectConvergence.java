package vn.mach.registry.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import vn.mach.naming.Topics;
import vn.mach.registry.schemaregistry.KnownSchemas;
import vn.mach.registry.views.ViewSchemas;
import vn.mach.wire.Contracts;
import vn.mach.wire.SchemaCatalog;

/** Registers the schemas of data, view and control topics, and remembers their ids. */
final class SubjectConvergence {
    private final SchemaCatalog catalog;
    private final KnownSchemas known;
    /** Registered by this process: each start registers all again, so a schema registry that lost something is healed. */
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();

    SubjectConvergence(SchemaCatalog catalog, KnownSchemas known) {
        this.catalog = catalog;
        this.known = known;
    }

    /** Fails when the schema registry does not answer: the registry cannot work without it. */
    void registerControl() {
        for (var topic : Topics.CONTROL) {
            catalog.register(Topics.keySubject(topic), Contracts.schema("control-key"));
            catalog.register(
                    Topics.valueSubject(topic), Contracts.schema(topic.substring(Topics.CONTROL_PREFIX.length())));
        }
    }

    /** Subjects that are not known with the schema they should have. */
    Map<String, Schema> missing(Desired desired) {
        var missing = new LinkedHashMap<>(schemas(desired));
        missing.entrySet()
                .removeIf(entry -> confirmed.contains(entry.getKey())
                        && entry.getValue()
                                .toString()
                                .equals(desired.knownSchemas().get(entry.getKey())));
        return missing;
    }

    void register(String subject, Schema schema) {
        known.remember(subject, catalog.register(subject, schema), schema);
        confirmed.add(subject);
    }

    private static Map<String, Schema> schemas(Desired desired) {
        var schemas = new LinkedHashMap<String, Schema>();
        for (var dataset : desired.datasets()) {
            var contract = dataset.contract();
            put(schemas, dataset.id().topic(), List.of(contract.keySchema(), contract.envelopeSchema()));
        }
        for (var view : desired.views()) {
            var form = ViewSchemas.of(view.definition());
            put(schemas, view.id().topic(), List.of(form.key(), form.envelope()));
        }
        return schemas;
    }

    private static void put(Map<String, Schema> schemas, String topic, List<Schema> keyAndValue) {
        schemas.put(Topics.keySubject(topic), keyAndValue.get(0));
        schemas.put(Topics.valueSubject(topic), keyAndValue.get(1));
    }
}
