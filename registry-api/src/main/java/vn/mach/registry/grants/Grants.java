package vn.mach.registry.grants;

import static vn.mach.registry.grants.WorkingDays.COUNTRY;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.registry.audit.Actor;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.datasets.DatasetReaders;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.views.View;
import vn.mach.registry.views.Views;

/** Who may read what. Taking a right away has two steps: it is taken here at once, and finished when Kafka has followed. */
public final class Grants {
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

    public Routes routes(Enforcement enforcement, Convergence convergence) {
        var acts = new Acts(database::write, clock);
        var suspensions = new Suspensions(this, views, audit, clock);
        return new GrantRoutes(this, suspensions, new Enforced(this, enforcement, convergence), acts);
    }

    /** Who reads a dataset through views. */
    public DatasetReaders readersOfDatasets() {
        return new ContractImpact(views, this);
    }

    /** The day it is where grants are given. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), COUNTRY);
    }

    /** Gives the right, and opens a sealed view for it. */
    public Grant activate(Handle tx, Caller approver, UUID request, View view, AccountId account, LocalDate until) {
        views.hold(tx, view.id());
        requireNotOver(until);
        var grant = Grant.begun(request, view.id(), view.sealed(), account, until, now());
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

    private void requireNotOver(LocalDate until) {
        if (until.isBefore(today())) {
            throw new Refusal.Conflict(
                    "until-over", "the last day asked for, " + until + ", is over: submit a new request");
        }
    }

    /** Gives the right for longer, as two people have approved. */
    public Grant renew(Handle tx, Caller approver, UUID id, LocalDate until) {
        requireNotOver(until);
        var grant = requireRenewable(tx, id, until);
        store.renew(tx, id, until);
        audit.record(
                tx, approver, "grant.renew", id, Map.of("from", grant.until().toString(), "until", until.toString()));
        return require(tx, id);
    }

    /** Holds the grant; refused when it cannot be renewed to that day. */
    public Grant requireRenewable(Handle tx, UUID id, LocalDate until) {
        var grant = lock(tx, id);
        grant.state().after(GrantState.Act.RENEW);
        if (!until.isAfter(grant.until())) {
            throw new Refusal.Conflict(
                    "until-not-later", "until: " + until + " is not after " + grant.until() + ", its last day now");
        }
        return grant;
    }

    /** Ends the grant in the registry; a repeated call while it is being ended is the same act. */
    public Grant revoke(Act act, UUID id, String reason) {
        return take(act, id, GrantState.Act.REVOKE, reason);
    }

    /** Takes the right away until it is resumed; otherwise the same act as a revocation. */
    public Grant suspend(Act act, UUID id, String reason) {
        return take(act, id, GrantState.Act.SUSPEND, reason);
    }

    private Grant take(Act by, UUID id, GrantState.Act act, String reason) {
        var grant = requireOwned(by, id, act);
        if (grant.state().after(act) != grant.state()) {
            take(by.tx(), Actor.of(by.caller()), grant, act, reason);
        }
        return require(by.tx(), id);
    }

    /** Gives a suspended right back, or withdraws the announcement of a suspension. */
    public Grant resume(Act act, UUID id) {
        var grant = requireOwned(act, id, GrantState.Act.RESUME);
        if (grant.state() == GrantState.ACTIVE && grant.suspendsAt() != null) {
            store.announce(act.tx(), id, null, null);
        } else {
            store.move(act.tx(), id, grant.state().after(GrantState.Act.RESUME), null);
            if (grant.sealed()) {
                views.open(act.tx(), grant.view());
            }
        }
        audit.record(
                act.tx(),
                act.caller(),
                "grant.resume",
                id,
                Map.of("view", grant.view().toString()));
        return require(act.tx(), id);
    }

    /** Somebody of the owner has looked: it is still needed. */
    Grant certify(Act act, UUID id) {
        var grant = requireOwned(act, id, GrantState.Act.CERTIFY);
        grant.state().after(GrantState.Act.CERTIFY);
        store.certify(act.tx(), id, act.caller().subject(), now());
        audit.record(
                act.tx(),
                act.caller(),
                "grant.certify",
                id,
                Map.of("view", grant.view().toString()));
        return require(act.tx(), id);
    }

    /** Says when the right will be suspended. */
    Grant announce(Act act, Grant grant, Instant at, String reason) {
        store.announce(act.tx(), grant.id(), at, reason);
        return require(act.tx(), grant.id());
    }

    /** Ends every grant whose last day is over; the same act as a revocation. */
    public void expireLapsed() {
        for (var lapsed : database.read(tx -> store.lapsed(tx, today()))) {
            takeByTheClock(lapsed, GrantState.Act.EXPIRE, "its last day was " + lapsed.until());
        }
    }

    /** Suspends every grant of which that was announced for now. */
    public void suspendAnnounced() {
        for (var due : database.read(tx -> store.toSuspend(tx, now()))) {
            takeByTheClock(due, GrantState.Act.SUSPEND, due.reason());
        }
    }

    private void takeByTheClock(Grant seen, GrantState.Act act, @Nullable String reason) {
        database.run(tx -> {
            var grant = lock(tx, seen.id());
            if (grant.version() == seen.version()) {
                take(tx, Actor.REGISTRY, grant, act, reason == null ? "announced" : reason);
            }
        });
    }

    private void take(Handle tx, Actor who, Grant grant, GrantState.Act act, String reason) {
        store.move(tx, grant.id(), grant.state().after(act), reason);
        if (grant.sealed() && act == GrantState.Act.SUSPEND) {
            views.close(tx, grant.view());
        } else if (grant.sealed()) {
            views.closeForGood(tx, grant.view());
        }
        audit.record(
                tx,
                who,
                "grant." + act.name().toLowerCase(java.util.Locale.ROOT),
                grant.id(),
                Map.of("view", grant.view().toString(), "reason", reason));
    }

    /** Does what the right's end needs in Kafka, if it is still the same end: nothing of it happens after a resumption. */
    public void whileEnding(Grant grant, Runnable act) {
        database.run(tx -> {
            if (store.lock(tx, grant.id())
                    .filter(now -> now.state() == grant.state())
                    .isPresent()) {
                act.run();
            }
        });
    }

    /** Says that Kafka has followed; once, whoever says it first. */
    public void finish(Grant grant, GateProof proof) {
        if (!grant.state().isEnding()) {
            return;
        }
        database.run(tx -> {
            var next = grant.state().after(GrantState.Act.FINISH);
            if (store.finish(tx, grant.id(), grant.state(), next, now())) {
                audit.record(
                        tx,
                        Actor.REGISTRY,
                        next == GrantState.SUSPENDED ? "grant.suspended" : "grant.ended",
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

    Page.Found<Grant> visible(Caller caller, Page page) {
        return page.found(database.read(tx -> store.visible(tx, caller, page)), Grant::id);
    }

    /** How many there are in which state. */
    public Map<String, Integer> byState() {
        return database.read(store::byState);
    }

    /** A grant that the caller may see. */
    public Grant get(Caller caller, UUID id) {
        return database.read(tx -> requireVisible(tx, caller, id));
    }

    public Optional<Grant> find(Handle tx, UUID id) {
        return store.find(tx, id);
    }

    public Optional<Grant> ofRequest(Handle tx, UUID request) {
        return store.ofRequest(tx, request);
    }

    /** The grants that give access now. */
    public List<Grant> active(Handle tx) {
        return store.in(tx, GrantState.ACTIVE);
    }

    /** Those that let somebody read, or will again. */
    public List<Grant> living(Handle tx) {
        return store.in(tx, GrantState.ACTIVE, GrantState.SUSPENDING, GrantState.SUSPENDED);
    }

    /** Those that let somebody read the view, or will again. */
    public List<Grant> ofView(Handle tx, ViewId view) {
        return store.ofView(tx, view);
    }

    /** How many let somebody read the view, or will again, those that Kafka has not followed yet included. */
    public int readers(Handle tx, ViewId view) {
        return store.readers(tx, view);
    }

    /** The grants Kafka has not followed yet. */
    public List<Grant> ending(Handle tx) {
        return store.in(tx, GrantState.SUSPENDING, GrantState.REVOKING, GrantState.EXPIRING);
    }

    /** The views an account may read now. */
    public List<ViewId> activeViews(Handle tx, AccountId account) {
        return store.activeViews(tx, account);
    }

    /** The grant, held, in the version the caller knows; for the steward of its owner and operators. */
    private Grant requireOwned(Act by, UUID id, GrantState.Act act) {
        requireVisible(by.tx(), by.caller(), id);
        var grant = lock(by.tx(), id);
        if (!by.caller().is(Role.OPERATOR) && !by.caller().stewards(grant.owner())) {
            throw new Refusal.Forbidden(
                    "not-yours", "a grant is " + act + " by the steward of '" + grant.owner() + "' or by an operator");
        }
        by.on(grant.version());
        return grant;
    }

    /** Holds the view, then the grant: the order in which a grant is given, so that neither waits for the other. */
    private Grant lock(Handle tx, UUID id) {
        var grant = require(tx, id);
        if (grant.sealed()) {
            views.lock(tx, grant.view());
        }
        return store.lock(tx, id).orElse(grant);
    }

    private Grant require(Handle tx, UUID id) {
        return store.find(tx, id).orElseThrow(() -> new Refusal.NotFound("grant", id));
    }

    public Grant requireVisible(Handle tx, Caller caller, UUID id) {
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
