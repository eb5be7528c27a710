package vn.mach.registry.requests;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.grants.Grant;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.grants.WorkingDays;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.requests.RequestState.Step;
import vn.mach.registry.views.NewView;
import vn.mach.registry.views.Views;
import vn.mach.view.ViewDefinition;

/** Asking for a view. Two different people approve, first the owner's steward, then an operator; never the one who asked. */
public final class Requests {
    /** What an agency that asks is promised, in working days. */
    private static final int DAYS_TO_DECIDE = 2;

    private final Database database;
    private final AuditLog audit;
    private final Views views;
    private final Accounts accounts;
    private final Grants grants;
    private final Clock clock;
    private final RequestStore store = new RequestStore();
    private final WorkingDays calendar = WorkingDays.known();
    private final LegalBases bases = LegalBases.known();

    public Requests(Database database, AuditLog audit, Views views, Accounts accounts, Grants grants, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.views = views;
        this.accounts = accounts;
        this.grants = grants;
        this.clock = clock;
    }

    public Routes routes(Convergence convergence) {
        return new RequestRoutes(this, new Acts(database::write, clock), convergence, clock);
    }

    AccessRequest submit(Act act, NewRequest wanted) {
        return submit(act, wanted, null);
    }

    /** Asks that a grant lasts longer; two people approve that too. */
    AccessRequest renew(Act act, UUID grantId, NewRenewal wanted) {
        var grant = grants.requireVisible(act.tx(), act.caller(), grantId);
        act.caller().requireOf(grant.account().agency(), "grant", grantId);
        act.on(grants.requireRenewable(act.tx(), grantId, wanted.until()).version());
        var first = store.find(act.tx(), grant.request()).orElseThrow();
        return submit(act, wanted.of(first, grant.view().toString()), grantId);
    }

    private AccessRequest submit(Act act, NewRequest wanted, @Nullable UUID renews) {
        var caller = act.caller();
        caller.requireAny(Role.MEMBER);
        caller.requireOf(wanted.accountId().agency(), "account", wanted.account());
        if (wanted.until().isBefore(grants.today())) {
            throw new Refusal.Invalid("invalid-field", "until: " + wanted.until() + " is over");
        }
        bases.require(wanted.legalBasis(), grants.today());
        var due = calendar.after(clock.instant(), DAYS_TO_DECIDE).truncatedTo(ChronoUnit.MICROS);
        var request = AccessRequest.of(wanted, wanted.datasetId(), renews, caller.subject(), now(), due);
        requireRequestable(act.tx(), caller, request);
        store.insert(act.tx(), request);
        audit.record(
                act.tx(),
                caller,
                renews == null ? "request.submit" : "request.renew",
                request.id(),
                Map.of(
                        "view",
                                request.view() == null
                                        ? request.dataset() + ".?"
                                        : request.view().toString(),
                        "account", request.account().toString(),
                        "legalBasis", request.legalBasis(),
                        "until", request.until().toString()));
        return request;
    }

    private void requireRequestable(Handle tx, Caller caller, AccessRequest request) {
        var named = request.view();
        if (named == null) {
            views.requireDataset(tx, request.dataset());
        } else {
            var view = views.requireVisible(tx, caller, named);
            if (!view.isFor(caller)) {
                throw new Refusal.NotFound("view", named);
            }
            views.hold(tx, view.id());
        }
        if (!accounts.require(tx, request.account()).ready()) {
            throw new Refusal.Conflict(
                    "account-pending", "account '" + request.account() + "' has no secret yet: rotate it");
        }
    }

    /** How many grants and open requests there are for a view; the caller holds the view. */
    public int readers(Handle tx, ViewId view) {
        return grants.readers(tx, view) + store.open(tx, view);
    }

    /**
     * What the owner would approve by giving what a request wants, bound before any transaction; null when there is nothing to
     * define, since the request names a view or is not the caller's to approve.
     */
    @Nullable
    ViewDefinition viewFor(Caller caller, UUID id, Approval approval) {
        var request = require(caller, id);
        var wanted = request.wanted();
        if (wanted == null || request.view() != null || !caller.stewards(request.owner())) {
            if (!approval.isEmpty()) {
                throw new Refusal.Invalid("unknown-field", "slug, sensitive: this approval defines no view");
            }
            return null;
        }
        var slug = approval.slug() == null ? "r-" + id.toString().substring(0, 8) : approval.slug();
        var view =
                new NewView(slug, null, wanted.condition(), wanted.columns(), null, wanted.key(), approval.sensitive());
        return views.boundFor(request.requester(), request.dataset(), view);
    }

    /** The owner's steward approves what is submitted, an operator what the owner approved. */
    AccessRequest approve(Act by, UUID id, @Nullable ViewDefinition wanted) {
        var caller = by.caller();
        var request = requireLocked(by, id);
        if (caller.subject().equals(request.submittedBy())) {
            throw new Refusal.Forbidden("own-request", "whoever submitted a request cannot approve it");
        }
        var step = stepOf(caller, request);
        var next = request.state().after(step);
        if (step == Step.APPROVE_AS_OWNER) {
            var view = viewOf(by, request, wanted);
            store.approvedByOwner(by.tx(), id, next, caller.subject(), view);
            audit.record(by.tx(), caller, "request.approve", id, Map.of("as", "owner", "view", view.toString()));
        } else {
            approveAsOperator(by.tx(), caller, request, next);
        }
        return store.find(by.tx(), id).orElseThrow();
    }

    /** The view that is asked for: the one that is named, one that shows the same already, or a new one. */
    private ViewId viewOf(Act by, AccessRequest request, @Nullable ViewDefinition wanted) {
        var named = request.view();
        if (named != null) {
            return named;
        }
        if (wanted == null) {
            throw new Refusal.Conflict("request-changed", "the request has just changed: try again");
        }
        return views.recognise(by, wanted).id();
    }

    private static Step stepOf(Caller caller, AccessRequest request) {
        boolean ownersTurn = request.state() == RequestState.SUBMITTED;
        if (caller.stewards(request.owner()) && (ownersTurn || !caller.is(Role.OPERATOR))) {
            return Step.APPROVE_AS_OWNER;
        }
        if (caller.is(Role.OPERATOR)) {
            return Step.APPROVE_AS_OPERATOR;
        }
        throw new Refusal.Forbidden(
                "not-yours",
                "a request is approved by the steward of '" + request.owner() + "' and then by an operator");
    }

    private void approveAsOperator(Handle tx, Caller caller, AccessRequest request, RequestState next) {
        if (caller.subject().equals(request.ownerApprover())) {
            throw new Refusal.Forbidden("same-approver", "two different people approve: you gave the owner's approval");
        }
        store.approvedByOperator(tx, request.id(), next, caller.subject(), now());
        var renews = request.renews();
        if (renews == null) {
            var view = views.require(tx, Objects.requireNonNull(request.view()));
            grants.activate(tx, caller, request.id(), view, request.account(), request.until());
        } else {
            grants.renew(tx, caller, renews, request.until());
        }
        audit.record(tx, caller, "request.approve", request.id(), Map.of("as", "operator"));
    }

    AccessRequest reject(Act by, UUID id, String reason) {
        var request = requireLocked(by, id);
        if (!by.caller().is(Role.OPERATOR) && !by.caller().stewards(request.owner())) {
            throw new Refusal.Forbidden(
                    "not-yours", "a request is rejected by the steward of '" + request.owner() + "' or an operator");
        }
        return end(by, request, Step.REJECT, "request.reject", reason);
    }

    AccessRequest withdraw(Act by, UUID id) {
        var request = requireLocked(by, id);
        if (!by.caller().worksFor(request.requester())) {
            throw new Refusal.Forbidden("not-yours", "a request is withdrawn by the agency that submitted it");
        }
        return end(
                by,
                request,
                Step.WITHDRAW,
                "request.withdraw",
                "withdrawn by " + by.caller().subject());
    }

    private AccessRequest end(Act by, AccessRequest request, Step step, String action, String reason) {
        store.ended(by.tx(), request.id(), request.state().after(step), reason, now());
        audit.record(by.tx(), by.caller(), action, request.id(), Map.of("reason", reason));
        return store.find(by.tx(), request.id()).orElseThrow();
    }

    /** Those the caller may see, each as {@code shown}. */
    <T> Page.Found<T> visible(Caller caller, Page page, BiFunction<Handle, AccessRequest, T> shown) {
        return database.read(tx -> page.found(store.visible(tx, caller, page), AccessRequest::id)
                .map(request -> shown.apply(tx, request)));
    }

    <T> T get(Caller caller, UUID id, BiFunction<Handle, AccessRequest, T> shown) {
        return database.read(tx -> shown.apply(
                tx,
                store.find(tx, id)
                        .filter(request -> isVisible(caller, request))
                        .orElseThrow(() -> new Refusal.NotFound("request", id))));
    }

    private AccessRequest require(Caller caller, UUID id) {
        return get(caller, id, (tx, request) -> request);
    }

    private static boolean isVisible(Caller caller, AccessRequest request) {
        return caller.sees(request.requester(), request.owner());
    }

    /** How the owners answer: every owner for an operator, the own agency for a steward. */
    List<RequestFigures> figures(Caller caller) {
        return database.read(tx -> store.figures(tx, now())).stream()
                .filter(figures -> caller.sees(AgencyId.of(figures.owner())))
                .toList();
    }

    List<LegalBases.LegalBasis> legalBases() {
        return bases.all();
    }

    /** The grant the request led to, or is about. */
    Optional<Grant> grantOf(Handle tx, AccessRequest request) {
        return request.renews() == null ? grants.ofRequest(tx, request.id()) : grants.find(tx, request.renews());
    }

    /** Held, in the version the caller knows. */
    private AccessRequest requireLocked(Act by, UUID id) {
        var request = store.lock(by.tx(), id)
                .filter(found -> isVisible(by.caller(), found))
                .orElseThrow(() -> new Refusal.NotFound("request", id));
        by.on(request.version());
        return request;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
