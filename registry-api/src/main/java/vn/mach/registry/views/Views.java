package vn.mach.registry.views;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agencies.Quotas;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;

/** Defines views and moves their gates. A shared view is known to all callers; a sealed one to its owner, its audience and operators. */
public final class Views {
    private final Database database;
    private final AuditLog audit;
    private final Agencies agencies;
    private final Datasets datasets;
    private final Clock clock;
    private final ViewStore store = new ViewStore();

    public Views(Database database, AuditLog audit, Agencies agencies, Datasets datasets, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.agencies = agencies;
        this.datasets = datasets;
        this.clock = clock;
    }

    /** How many read a view or have asked to: grants, those that are being ended included, and requests that are not decided. */
    public interface Readers {
        int of(Handle tx, ViewId view);
    }

    public Routes routes(Convergence convergence, ViewStatuses statuses, Readers readers) {
        return new ViewRoutes(this, convergence, statuses, readers);
    }

    public View define(Caller caller, DatasetId of, NewView wanted) {
        caller.requireOf(of.agency(), "dataset", of);
        caller.requireAny(Role.STEWARD);
        // Bound before the transaction: what a condition costs holds no connection.
        var definition = wanted.definitionOver(database.read(tx -> datasets.require(tx, of)));
        return database.write(tx -> {
            var audience = definition.audience();
            if (audience != null) {
                agencies.requireOpen(tx, audience);
            }
            agencies.requireRoom(tx, of.agency(), Quotas.Kind.VIEWS, it -> store.count(it, of.agency()));
            var view =
                    new View(definition, wanted.title(), false, clock.instant().truncatedTo(ChronoUnit.MICROS));
            if (!store.insert(tx, view)) {
                throw taken(tx, view);
            }
            audit.record(tx, caller, "view.define", view.id(), detail(definition));
            return view;
        });
    }

    private static Map<String, Object> detail(ViewDefinition definition) {
        var audience = definition.audience();
        return Map.of(
                "version",
                definition.version(),
                "sharing",
                definition.sealed() ? "sealed" : "shared",
                "audience",
                audience == null ? "" : audience.slug(),
                "condition",
                definition.condition(),
                "key",
                definition.keyColumns(),
                "columns",
                definition.columns().stream()
                        .map(rule -> rule.column() + ":" + rule.rule())
                        .toList());
    }

    /** The next version of a view that nobody reads; the same one if nothing changes. Its sharing and its audience stay. */
    View redefine(Caller caller, ViewId id, NewView wanted, Readers readers) {
        caller.requireOf(id.dataset().agency(), "view", id);
        caller.requireAny(Role.STEWARD);
        var dataset = database.read(tx -> datasets.require(tx, id.dataset()));
        // Bound before the transaction: what a condition costs holds no connection.
        var bound = wanted.nextOver(dataset, get(caller, id).definition());
        return database.write(tx -> {
            var now = requireUnread(tx, id, readers);
            requireSameSharing(now, bound);
            requireSameForm(now.definition(), bound);
            if (ViewStore.fingerprint(bound).equals(ViewStore.fingerprint(now.definition()))
                    && bound.contract().equals(now.definition().contract())) {
                return now;
            }
            store.sharedLike(tx, bound)
                    .filter(like -> !like.equals(id) && !bound.sealed())
                    .ifPresent(like -> {
                        throw new Refusal.Conflict(
                                "view-identical", "view '" + like + "' shows the same: request that one");
                    });
            store.redefine(tx, bound, wanted.title());
            audit.record(tx, caller, "view.redefine", id, detail(bound));
            return require(tx, id);
        });
    }

    private static void requireSameSharing(View now, ViewDefinition next) {
        if (now.sealed() != next.sealed() || !Objects.equals(now.definition().audience(), next.audience())) {
            throw new Refusal.Conflict(
                    "sharing-changes",
                    "view '" + now.id() + "' is " + (now.sealed() ? "sealed" : "shared")
                            + " and would be for others: define another view");
        }
    }

    /** Old and new records are on one topic, and whoever reads them has one schema: FULL compatibility, as the schema registry demands it. */
    private static void requireSameForm(ViewDefinition now, ViewDefinition next) {
        var before = ViewSchemas.of(now);
        var after = ViewSchemas.of(next);
        if (!before.key().equals(after.key())
                || !isReadableAs(before.envelope(), after.envelope())
                || !isReadableAs(after.envelope(), before.envelope())) {
            throw new Refusal.Conflict(
                    "schema-changes",
                    "view '" + now.id()
                            + "' would have a schema that what its readers have does not fit (its key, a column"
                            + " that may not be null or has another type): define another view");
        }
    }

    private static boolean isReadableAs(Schema writer, Schema reader) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType()
                .equals(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
    }

    /** Retires a view that nobody reads: its rows are deleted, then its topic. The name is not used again. */
    View retire(Caller caller, ViewId id, Readers readers) {
        caller.requireOf(id.dataset().agency(), "view", id);
        caller.requireAny(Role.STEWARD);
        return database.write(tx -> {
            var found = require(tx, id);
            if (found.definition().gate() == Gate.RETIRED) {
                return found;
            }
            var view = requireUnread(tx, id, readers);
            store.setGate(tx, id, Gate.RETIRED, view.spent());
            audit.record(tx, caller, "view.retire", id, Map.of());
            return require(tx, id);
        });
    }

    private View requireUnread(Handle tx, ViewId id, Readers readers) {
        store.lock(tx, id);
        var view = require(tx, id);
        requireUnspent(view);
        int count = readers.of(tx, id);
        if (count > 0) {
            throw new Refusal.Conflict(
                    "view-granted",
                    count + (count == 1 ? " grant or open request is" : " grants or open requests are") + " for view '"
                            + id + "' as it is now: revoke and reject them first, or define another view");
        }
        return view;
    }

    /** Holds the view until the transaction ends, for a grant on it; refused when there can be none. */
    public View hold(Handle tx, ViewId id) {
        store.lock(tx, id);
        var view = require(tx, id);
        requireUnspent(view);
        return view;
    }

    private Refusal taken(Handle tx, View view) {
        return store.sharedLike(tx, view.definition())
                .filter(like -> !like.equals(view.id()) && !view.sealed())
                .map(like ->
                        new Refusal.Conflict("view-identical", "view '" + like + "' shows the same: request that one"))
                .orElseGet(() -> new Refusal.Conflict("view-exists", "view '" + view.id() + "' is defined already"));
    }

    List<View> visible(Caller caller) {
        return database.read(this::all).stream()
                .filter(view -> visibleTo(caller, view))
                .toList();
    }

    View get(Caller caller, ViewId id) {
        return database.read(tx -> requireVisible(tx, caller, id));
    }

    /** The view, or the refusal that there is none the caller may see. */
    public View requireVisible(Handle tx, Caller caller, ViewId id) {
        return store.find(tx, id, dataset -> datasets.require(tx, dataset))
                .filter(view -> visibleTo(caller, view))
                .orElseThrow(() -> new Refusal.NotFound("view", id));
    }

    /** The view of a row that refers to it. */
    public View require(Handle tx, ViewId id) {
        return store.find(tx, id, dataset -> datasets.require(tx, dataset))
                .orElseThrow(() -> new Refusal.NotFound("view", id));
    }

    public List<View> all(Handle tx) {
        var byId = datasets.all(tx).stream().collect(Collectors.toMap(Dataset::id, Function.identity()));
        return store.all(tx, id -> Objects.requireNonNull(byId.get(id)));
    }

    /** Opens a sealed view for its grant; refused when a revocation closed it. */
    public void open(Handle tx, ViewId id) {
        store.lock(tx, id);
        requireUnspent(require(tx, id));
        store.setGate(tx, id, Gate.OPEN, false);
    }

    /** Closes a sealed view for good: in this version it never opens again. */
    public void closeForGood(Handle tx, ViewId id) {
        store.lock(tx, id);
        store.setGate(tx, id, Gate.CLOSED, true);
    }

    /** Refuses a view that a revocation closed, or that is retired. */
    private static void requireUnspent(View view) {
        if (view.definition().gate() == Gate.RETIRED) {
            throw new Refusal.Conflict(
                    "view-retired", "view '" + view.id() + "' is retired; define one under another name");
        }
        if (view.spent()) {
            throw new Refusal.Conflict(
                    "view-closed", "view '" + view.id() + "' was closed by a revocation; define a new view");
        }
    }

    private static boolean visibleTo(Caller caller, View view) {
        return view.isFor(caller) || caller.sees(view.owner());
    }
}
