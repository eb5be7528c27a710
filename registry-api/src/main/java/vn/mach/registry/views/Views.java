package vn.mach.registry.views;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agencies.Quotas;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.datasets.Title;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
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
        return new ViewRoutes(this, new Acts(database::write, clock), convergence, statuses, readers);
    }

    /** What the steward wants, bound before any transaction: what a condition costs holds no connection. */
    ViewDefinition bound(Caller caller, DatasetId of, NewView wanted) {
        caller.requireOf(of.agency(), "dataset", of);
        caller.requireAny(Role.STEWARD);
        return wanted.definitionOver(database.read(tx -> datasets.require(tx, of)));
    }

    /** As {@link #bound}, for what an agency asks of the owner, who has to agree. */
    public ViewDefinition boundFor(AgencyId requester, DatasetId of, NewView wanted) {
        return wanted.definitionFor(requester, database.read(tx -> datasets.require(tx, of)));
    }

    /** As {@link #bound}, of what is not stored and so needs no subscriber. */
    ViewDefinition boundForTrial(Caller caller, DatasetId of, NewView wanted) {
        caller.requireOf(of.agency(), "dataset", of);
        caller.requireAny(Role.STEWARD);
        return boundFor(caller.agency(), of, wanted);
    }

    /** The shared view that shows the same, or a new one. */
    public View recognise(Act act, ViewDefinition definition) {
        var like = definition.sealed() ? Optional.<ViewId>empty() : store.sharedLike(act.tx(), definition);
        return like.map(id -> require(act.tx(), id)).orElseGet(() -> define(act, definition, null));
    }

    /** Refuses a dataset that does not exist. */
    public void requireDataset(Handle tx, DatasetId id) {
        datasets.require(tx, id);
    }

    /** Defines it in a transaction of its own. */
    public View define(Caller caller, DatasetId of, NewView wanted) {
        var definition = bound(caller, of, wanted);
        return database.write(tx -> define(new Act(tx, caller, null), definition, wanted.title()));
    }

    /** Defines it in the transaction of a larger act. */
    public View define(Act act, DatasetId of, NewView wanted) {
        act.caller().requireOf(of.agency(), "dataset", of);
        act.caller().requireAny(Role.STEWARD);
        return define(act, wanted.definitionOver(datasets.require(act.tx(), of)), wanted.title());
    }

    View define(Act act, ViewDefinition definition, @Nullable Title title) {
        var audience = definition.audience();
        if (audience != null) {
            agencies.requireOpen(act.tx(), audience);
        }
        var owner = definition.id().dataset().agency();
        agencies.requireRoom(act.tx(), owner, Quotas.Kind.VIEWS, it -> store.count(it, owner));
        requireSameContract(act, definition);
        var view = new View(definition, title, false, clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (!store.insert(act.tx(), view)) {
            throw taken(act.tx(), view);
        }
        audit.record(act.tx(), act.caller(), "view.define", view.id(), detail(definition));
        return view;
    }

    /** A contract that changed since the definition was bound to it was not asked whether it fits. */
    private void requireSameContract(Act act, ViewDefinition definition) {
        var now = datasets.hold(act.tx(), definition.id().dataset()).contract();
        if (!now.equals(definition.contract())) {
            throw new Refusal.Conflict("contract-changed", "the dataset's contract has just changed: try again");
        }
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

    /** As {@link #bound}, for the next version. */
    ViewDefinition boundNext(Caller caller, ViewId id, NewView wanted) {
        caller.requireOf(id.dataset().agency(), "view", id);
        caller.requireAny(Role.STEWARD);
        var dataset = database.read(tx -> datasets.require(tx, id.dataset()));
        return wanted.nextOver(dataset, get(caller, id).definition());
    }

    /** The next version in the transaction of a larger act, over the dataset as it is there. */
    public View redefine(Act act, ViewId id, NewView wanted, Readers readers) {
        act.caller().requireOf(id.dataset().agency(), "view", id);
        act.caller().requireAny(Role.STEWARD);
        var now = require(act.tx(), id).definition();
        var next = wanted.nextOver(datasets.require(act.tx(), id.dataset()), now);
        return redefine(act, next, wanted.title(), readers);
    }

    /** The next version of a view that nobody reads; the same one if nothing changes. Its sharing and its audience stay. */
    View redefine(Act act, ViewDefinition bound, @Nullable Title title, Readers readers) {
        var tx = act.tx();
        var id = bound.id();
        requireSameContract(act, bound);
        var now = requireUnread(act, id, readers);
        requireUnspent(now);
        requireSameSharing(now, bound);
        requireSameForm(now.definition(), bound);
        if (ViewStore.fingerprint(bound).equals(ViewStore.fingerprint(now.definition()))) {
            return now;
        }
        store.sharedLike(tx, bound)
                .filter(like -> !like.equals(id) && !bound.sealed())
                .ifPresent(like -> {
                    throw new Refusal.Conflict(
                            "view-identical", "view '" + like + "' shows the same: request that one");
                });
        store.redefine(tx, bound, title);
        audit.record(tx, act.caller(), "view.redefine", id, detail(bound));
        return require(tx, id);
    }

    private static void requireSameSharing(View now, ViewDefinition next) {
        if (now.sealed() != next.sealed() || !Objects.equals(now.definition().audience(), next.audience())) {
            throw new Refusal.Conflict(
                    "sharing-changes",
                    "view '" + now.id() + "' is " + (now.sealed() ? "sealed" : "shared")
                            + " and would be for others: define another view");
        }
    }

    private static void requireSameForm(ViewDefinition now, ViewDefinition next) {
        if (!ViewSchemas.of(now).fits(ViewSchemas.of(next))) {
            throw new Refusal.Conflict(
                    "schema-changes",
                    "view '" + now.id()
                            + "' would have a schema that what its readers have does not fit (its key, a column"
                            + " that may not be null or has another type): define another view");
        }
    }

    /** Retires a view that nobody reads: its rows are deleted, then its topic. The name is not used again. */
    public View retire(Act act, ViewId id, Readers readers) {
        act.caller().requireOf(id.dataset().agency(), "view", id);
        act.caller().requireAny(Role.STEWARD);
        var found = require(act.tx(), id);
        if (found.definition().gate() == Gate.RETIRED) {
            act.on(found.definition().revision());
            return found;
        }
        var view = requireUnread(act, id, readers);
        store.setGate(act.tx(), id, Gate.RETIRED, view.spent());
        audit.record(act.tx(), act.caller(), "view.retire", id, Map.of());
        return require(act.tx(), id);
    }

    private View requireUnread(Act act, ViewId id, Readers readers) {
        store.lock(act.tx(), id);
        var view = require(act.tx(), id);
        act.on(view.definition().revision());
        int count = readers.of(act.tx(), id);
        if (count > 0) {
            throw new Refusal.Conflict(
                    "view-granted",
                    count + (count == 1 ? " grant or open request is" : " grants or open requests are") + " for view '"
                            + id + "' as it is now: revoke and reject them first, or define another view");
        }
        return view;
    }

    /** Holds the view until the transaction ends. */
    public void lock(Handle tx, ViewId id) {
        store.lock(tx, id);
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

    Page.Found<View> visible(Caller caller, Page page) {
        var found = database.read(tx -> {
            var known = new HashMap<DatasetId, Dataset>();
            return store.visible(
                    tx, caller, page, id -> known.computeIfAbsent(id, unread -> datasets.require(tx, unread)));
        });
        return page.found(found, View::id);
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

    /** Those of a dataset that are not retired. */
    public List<View> living(Handle tx, DatasetId dataset) {
        var known = datasets.require(tx, dataset);
        return store.living(tx, known);
    }

    /** Has the living views of a dataset run over its contract as it is now: the router compares old and new, and tells differences. */
    public void follow(Handle tx, DatasetId dataset) {
        living(tx, dataset)
                .forEach(view -> store.follow(
                        tx, view.definition().over(view.definition().contract())));
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

    /** Closes a sealed view until it is opened again: what it delivered is taken back, and then written anew. */
    public void close(Handle tx, ViewId id) {
        store.lock(tx, id);
        store.setGate(tx, id, Gate.CLOSED, false);
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
