package vn.mach.registry.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.naming.Topics;
import vn.mach.registry.kafka.FailPoint;
import vn.mach.registry.schemaregistry.KnownSchemas;
import vn.mach.registry.views.ViewSchemas;
import vn.mach.view.IllegalView;
import vn.mach.wire.Contracts;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** Registers the schemas of data, view and control topics under FULL_TRANSITIVE, and remembers their ids. */
final class SubjectConvergence {
    private static final Logger LOG = LoggerFactory.getLogger(SubjectConvergence.class);

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
        var contracts = new ArrayList<>(Topics.CONTROL);
        contracts.add(Topics.AGENT_OFFSETS);
        contracts.add(Topics.DATASET_CONTROL);
        for (var topic : contracts) {
            var unusedKey = govern(Topics.keySubject(topic), Contracts.schema("control-key"));
            var unusedValue = govern(
                    Topics.valueSubject(topic), Contracts.schema(topic.substring(Topics.CONTROL_PREFIX.length())));
        }
    }

    /** Subjects that are not known with the schema they should have; of a view that does not bind, none. */
    Set<String> missing(Desired desired) {
        var missing = new TreeSet<String>();
        for (var topic : topics(desired)) {
            try {
                missing.addAll(missing(topic, desired).keySet());
            } catch (IllegalView e) {
                LOG.debug("told as a problem by each run", e);
            }
        }
        return missing;
    }

    /** Registers what is missing. A view that does not bind is a problem of its own; a registry that is away ends the run. */
    void converge(Desired desired, Report report) {
        for (var topic : topics(desired)) {
            try {
                missing(topic, desired).forEach((subject, schema) -> {
                    register(subject, schema);
                    report.did("register subject " + subject);
                });
            } catch (SchemaRegistryException.Unavailable e) {
                throw e; // each further question would wait for its own time-out
            } catch (IllegalView | SchemaRegistryException e) {
                report.problem("schemas of " + topic.name() + ": " + e.getMessage());
            }
        }
    }

    /** The level is the subject's own: a schema registry's default is to check nothing. */
    private int govern(String subject, Schema schema) {
        int id = catalog.register(subject, schema);
        FailPoint.around("set compatibility", () -> catalog.requireFullTransitive(subject));
        return id;
    }

    private void register(String subject, Schema schema) {
        FailPoint.reach("before register subject");
        int id = govern(subject, schema);
        FailPoint.reach("after register subject");
        known.remember(subject, id, schema);
        confirmed.add(subject);
    }

    private Map<String, Schema> missing(Governed topic, Desired desired) {
        var keySubject = Topics.keySubject(topic.name());
        var valueSubject = Topics.valueSubject(topic.name());
        var missing = new LinkedHashMap<String, Schema>();
        var schemas = topic.schemas().get();
        missing.put(keySubject, schemas.get(0));
        missing.put(valueSubject, schemas.get(1));
        missing.entrySet()
                .removeIf(entry -> confirmed.contains(entry.getKey())
                        && entry.getValue()
                                .toString()
                                .equals(desired.knownSchemas().get(entry.getKey())));
        return missing;
    }

    /** @param schemas of key and value; throws {@link IllegalView} */
    private record Governed(String name, Supplier<List<Schema>> schemas) {}

    private static List<Governed> topics(Desired desired) {
        var topics = new ArrayList<Governed>();
        for (var dataset : desired.datasets()) {
            var contract = dataset.registered();
            topics.add(
                    new Governed(dataset.id().topic(), () -> List.of(contract.keySchema(), contract.envelopeSchema())));
        }
        for (var view : desired.living()) {
            topics.add(new Governed(view.id().topic(), () -> {
                var form = ViewSchemas.of(view.definition());
                return List.of(form.key(), form.envelope());
            }));
        }
        return topics;
    }
}
