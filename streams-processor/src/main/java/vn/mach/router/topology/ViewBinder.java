package vn.mach.router.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import vn.mach.view.PseudonymKeys;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.SchemaCatalog;

/** Makes views runnable: bound to their contract, with the ids of their schemas. Thread-safe; what it makes is not. */
public final class ViewBinder {
    private final SchemaCatalog catalog;
    private final PseudonymKeys keys;
    private final Map<Schema, Schema> contracts = new ConcurrentHashMap<>();

    public ViewBinder(SchemaCatalog catalog, PseudonymKeys keys) {
        this.catalog = catalog;
        this.keys = keys;
    }

    /**
     * Whether the view can be run: throws {@link vn.mach.view.IllegalView} if it does not fit its contract,
     * {@link vn.mach.wire.SchemaRegistryException} if its schemas are refused or cannot be asked for.
     */
    public void check(ViewDefinition definition) {
        bind(definition, new SharedWork());
    }

    /** @param shared of the thread that will use it */
    ViewEvaluator bind(ViewDefinition definition, SharedWork shared) {
        var view = definition.bind(keys);
        // Equal contracts share one instance, so that a row is decoded once for all views bound to it.
        var row = definition.contract().row();
        var contract = contracts.computeIfAbsent(row, same -> same);
        return new ViewEvaluator(view, contract, ViewEncoder.of(view, catalog), shared);
    }

    /** Tells one secret of pseudonyms from another, and nothing else of it. */
    byte[] pseudonymFingerprint() {
        return keys.fingerprint();
    }

    SchemaCatalog catalog() {
        return catalog;
    }
}
