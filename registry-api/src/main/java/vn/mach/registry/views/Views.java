package vn.mach.registry.views;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.agencies.Agencies;
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

    public Routes routes(Convergence convergence, ViewStatuses statuses) {
        return new ViewRoutes(this, convergence, statuses);
    }

    View define(Caller caller, DatasetId of, NewView wanted) {
        caller.requireOf(of.agency(), "dataset", of);
        caller.requireAny(Role.STEWARD);
        // Bound before the transaction: what a condition costs holds no connection.
        var definition = wanted.definitionOver(database.read(tx -> datasets.require(tx, of)));
        return database.write(tx -> {
            var audience = definition.audience();
            if (audience != null) {
                agencies.require(tx, audience);
            }
            var view =
                    new View(definition, wanted.title(), false, clock.instant().truncatedTo(ChronoUnit.MICROS));
            if (!store.insert(tx, view)) {
                throw taken(tx, view);
            }
            audit.record(
                    tx,
                    caller,
                    "view.define",
                    view.id(),
                    Map.of(
                            "sharing",
                            view.sealed() ? "sealed" : "shared",
                            "audience",
                            audience == null ? "" : audience.slug(),
                            "condition",
                            definition.condition(),
                            "key",
                            definition.keyColumns(),
                            "columns",
                            definition.columns().stream()
                                    .map(rule -> rule.column() + ":" + rule.rule())
                                    .toList()));
            return view;
        });
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
        return store.all(tx, id -> java.util.Objects.requireNonNull(byId.get(id)));
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

    /** Refuses a view that a revocation closed. */
    public static void requireUnspent(View view) {
        if (view.spent()) {
            throw new Refusal.Conflict(
                    "view-closed", "view '" + view.id() + "' was closed by a revocation; define a new view");
        }
    }

    private static boolean visibleTo(Caller caller, View view) {
        return view.isFor(caller.agency()) || caller.sees(view.owner());
    }
}
