package vn.mach.registry.grants;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.registry.audit.Actor;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.views.View;
import vn.mach.registry.views.Views;

/** Who may read what. Ending a grant takes two steps: it is ended here at once, and finished when Kafka has followed. */
public final class Grants {
    private static final ZoneId COUNTRY = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Database database;
    private final AuditLog audit;
    private final Views views;
    private final Clock clock;
    private final GrantStore store = new GrantStore();

    public Grants(Database database, AuditLog audit, Views views, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.views = views;
        this.clock = clock;
    }

    public Routes routes(Enforcement enforcement) {
        return new GrantRoutes(this, enforcement);
    }

    /** The day it is where grants are given. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), COUNTRY);
    }

    /** Gives the right, and opens a sealed view for it. */
    public Grant activate(Handle tx, Caller approver, UUID request, View view, AccountId account, LocalDate until) {
        views.hold(tx, view.id());
        if (until.isBefore(today())) {
            throw new Refusal.Conflict(
                    "until-over", "the last day asked for, " + until + ", is over: submit a new request");
        }
        var grant = new Grant(
                UUID.randomUUID(),
                request,
                view.id(),
                view.sealed(),
                account,
                until,
                Grant.State.ACTIVE,
                null,
                null,
                now(),
                null);
        if (!store.insert(tx, grant)) {
            throw new Refusal.Conflict(
                    "grant-exists",
                    view.sealed()
                            ? "sealed view '" + view.id() + "' has its one grant already"
                            : "account '" + account + "' has a grant on view '" + view.id() + "' already");
        }
        if (view.sealed()) {
            views.open(tx, view.id());
        }
        audit.record(
                tx,
                approver,
                "grant.activate",
                grant.id(),
                Map.of("view", view.id().toString(), "account", account.toString(), "until", until.toString()));
        return grant;
    }

    /** Ends the grant in the registry; a repeated call while it is being ended is the same act. */
    Grant revoke(Caller caller, UUID id, String reason) {
        return database.write(tx -> {
            var grant = requireVisible(tx, caller, id);
            if (!caller.is(Role.OPERATOR) && !caller.stewards(grant.owner())) {
                throw new Refusal.Forbidden(
                        "not-yours", "a grant is revoked by the steward of '" + grant.owner() + "' or by an operator");
            }
            if (grant.state() == Grant.State.REVOKING) {
                return grant;
            }
            if (!beginEnding(tx, Actor.of(caller), grant, Grant.State.REVOKED, reason)) {
                throw new Refusal.Conflict(
                        "grant-ended",
                        "grant '" + id + "' is " + grant.state().code() + ": only an active one is revoked");
            }
            return store.find(tx, id).orElseThrow();
        });
    }

    /** Ends every grant whose last day is over; the same act as a revocation. */
    public void expireLapsed() {
        for (var lapsed : database.read(tx -> store.lapsed(tx, today()))) {
            database.run(tx ->
                    beginEnding(tx, Actor.REGISTRY, lapsed, Grant.State.EXPIRED, "its last day was " + lapsed.until()));
        }
    }

    private boolean beginEnding(Handle tx, Actor who, Grant grant, Grant.State ending, String reason) {
        if (!store.beginEnding(tx, grant.id(), ending, reason)) {
            return false;
        }
        if (grant.sealed()) {
            views.closeForGood(tx, grant.view());
        }
        var action = ending == Grant.State.EXPIRED ? "grant.expire" : "grant.revoke";
        audit.record(tx, who, action, grant.id(), Map.of("view", grant.view().toString(), "reason", reason));
        return true;
    }

    /** Says that Kafka has followed; once, whoever says it first. */
    public void finish(Grant grant, GateProof proof) {
        database.run(tx -> {
            if (store.finish(tx, grant.id(), now())) {
                audit.record(
                        tx,
                        Actor.REGISTRY,
                        "grant.ended",
                        grant.id(),
                        Map.of(
                                "gateClosed",
                                proof.closed(),
                                "positions",
                                List.copyOf(proof.sorted().values())));
            }
        });
    }

    List<Grant> visible(Caller caller) {
        return database.read(store::all).stream()
                .filter(grant -> visibleTo(caller, grant))
                .toList();
    }

    /** A grant that the caller may see. */
    public Grant get(Caller caller, UUID id) {
        return database.read(tx -> requireVisible(tx, caller, id));
    }

    public Optional<Grant> ofRequest(Handle tx, UUID request) {
        return store.ofRequest(tx, request);
    }

    /** The grants that give access now. */
    public List<Grant> active(Handle tx) {
        return store.inState(tx, Grant.State.ACTIVE);
    }

    /** How many let somebody read the view, those that Kafka has not followed yet included. */
    public int readers(Handle tx, ViewId view) {
        return store.readers(tx, view);
    }

    /** The grants Kafka has not followed yet. */
    public List<Grant> ending(Handle tx) {
        return store.inState(tx, Grant.State.REVOKING);
    }

    /** The views an account may read now. */
    public List<ViewId> activeViews(Handle tx, AccountId account) {
        return store.activeViews(tx, account);
    }

    private Grant requireVisible(Handle tx, Caller caller, UUID id) {
        return store.find(tx, id)
                .filter(grant -> visibleTo(caller, grant))
                .orElseThrow(() -> new Refusal.NotFound("grant", id));
    }

    private static boolean visibleTo(Caller caller, Grant grant) {
        return caller.sees(grant.owner(), grant.account().agency());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
