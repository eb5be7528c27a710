package vn.mach.registry.requests;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.ViewId;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.grants.Grant;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.requests.RequestState.Act;
import vn.mach.registry.views.Views;

/** Asking for a view. Two different people approve, first the owner's steward, then an operator; never the one who asked. */
public final class Requests {
    private final Database database;
    private final AuditLog audit;
    private final Views views;
    private final Accounts accounts;
    private final Grants grants;
    private final Clock clock;
    private final RequestStore store = new RequestStore();

    public Requests(Database database, AuditLog audit, Views views, Accounts accounts, Grants grants, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.views = views;
        this.accounts = accounts;
        this.grants = grants;
        this.clock = clock;
    }

    public Routes routes(Convergence convergence) {
        return new RequestRoutes(this, convergence);
    }

    AccessRequest submit(Caller caller, NewRequest wanted) {
        caller.requireAny(Role.MEMBER);
        caller.requireOf(wanted.accountId().agency(), "account", wanted.account());
        if (wanted.until().isBefore(grants.today())) {
            throw new Refusal.Invalid("invalid-field", "until: " + wanted.until() + " is over");
        }
        var request = new AccessRequest(
                UUID.randomUUID(),
                wanted.viewId(),
                wanted.accountId(),
                wanted.purpose(),
                wanted.legalBasis(),
                wanted.until(),
                wanted.contact(),
                RequestState.SUBMITTED,
                caller.subject(),
                now(),
                null,
                null,
                null,
                null);
        return database.write(tx -> {
            requireRequestable(tx, caller, request);
            store.insert(tx, request);
            audit.record(
                    tx,
                    caller,
                    "request.submit",
                    request.id(),
                    Map.of(
                            "view", request.view().toString(),
                            "account", request.account().toString(),
                            "legalBasis", request.legalBasis(),
                            "until", request.until().toString()));
            return request;
        });
    }

    private void requireRequestable(Handle tx, Caller caller, AccessRequest request) {
        var view = views.requireVisible(tx, caller, request.view());
        if (!view.isFor(caller)) {
            throw new Refusal.NotFound("view", request.view());
        }
        views.hold(tx, view.id());
        if (!accounts.require(tx, request.account()).ready()) {
            throw new Refusal.Conflict(
                    "account-pending", "account '" + request.account() + "' has no secret yet: rotate it");
        }
    }

    /** How many grants and open requests there are for a view; the caller holds the view. */
    public int readers(Handle tx, ViewId view) {
        return grants.readers(tx, view) + store.open(tx, view);
    }

    /** The owner's steward approves what is submitted, an operator what the owner approved. */
    AccessRequest approve(Caller caller, UUID id) {
        return database.write(tx -> {
            var request = requireLocked(tx, caller, id);
            if (caller.subject().equals(request.submittedBy())) {
                throw new Refusal.Forbidden("own-request", "whoever submitted a request cannot approve it");
            }
            var act = actOf(caller, request);
            var next = request.state().after(act);
            if (act == Act.APPROVE_AS_OWNER) {
                store.approvedByOwner(tx, id, next, caller.subject());
                audit.record(tx, caller, "request.approve", id, Map.of("as", "owner"));
            } else {
                approveAsOperator(tx, caller, request, next);
            }
            return store.find(tx, id).orElseThrow();
        });
    }

    private static Act actOf(Caller caller, AccessRequest request) {
        boolean ownersTurn = request.state() == RequestState.SUBMITTED;
        if (caller.stewards(request.owner()) && (ownersTurn || !caller.is(Role.OPERATOR))) {
            return Act.APPROVE_AS_OWNER;
        }
        if (caller.is(Role.OPERATOR)) {
            return Act.APPROVE_AS_OPERATOR;
        }
        throw new Refusal.Forbidden(
                "not-yours",
                "a request is approved by the steward of '" + request.owner() + "' and then by an operator");
    }

    private void approveAsOperator(Handle tx, Caller caller, AccessRequest request, RequestState next) {
        if (caller.subject().equals(request.ownerApprover())) {
            throw new Refusal.Forbidden("same-approver", "two different people approve: you gave the owner's approval");
        }
        var view = views.require(tx, request.view());
        store.approvedByOperator(tx, request.id(), next, caller.subject(), now());
        grants.activate(tx, caller, request.id(), view, request.account(), request.until());
        audit.record(tx, caller, "request.approve", request.id(), Map.of("as", "operator"));
    }

    AccessRequest reject(Caller caller, UUID id, String reason) {
        return database.write(tx -> {
            var request = requireLocked(tx, caller, id);
            if (!caller.is(Role.OPERATOR) && !caller.stewards(request.owner())) {
                throw new Refusal.Forbidden(
                        "not-yours",
                        "a request is rejected by the steward of '" + request.owner() + "' or an operator");
            }
            return end(tx, caller, request, Act.REJECT, "request.reject", reason);
        });
    }

    AccessRequest withdraw(Caller caller, UUID id) {
        return database.write(tx -> {
            var request = requireLocked(tx, caller, id);
            if (!caller.worksFor(request.requester())) {
                throw new Refusal.Forbidden("not-yours", "a request is withdrawn by the agency that submitted it");
            }
            return end(tx, caller, request, Act.WITHDRAW, "request.withdraw", "withdrawn by " + caller.subject());
        });
    }

    private AccessRequest end(Handle tx, Caller caller, AccessRequest request, Act act, String action, String reason) {
        store.ended(tx, request.id(), request.state().after(act), reason, now());
        audit.record(tx, caller, action, request.id(), Map.of("reason", reason));
        return store.find(tx, request.id()).orElseThrow();
    }

    List<AccessRequest> visible(Caller caller) {
        return database.read(store::all).stream()
                .filter(request -> caller.sees(request.requester(), request.owner()))
                .toList();
    }

    AccessRequest get(Caller caller, UUID id) {
        return database.read(tx -> store.find(tx, id))
                .filter(request -> caller.sees(request.requester(), request.owner()))
                .orElseThrow(() -> new Refusal.NotFound("request", id));
    }

    /** The grant the request led to. */
    Optional<Grant> grantOf(AccessRequest request) {
        return database.read(tx -> grants.ofRequest(tx, request.id()));
    }

    private AccessRequest requireLocked(Handle tx, Caller caller, UUID id) {
        return store.lock(tx, id)
                .filter(request -> caller.sees(request.requester(), request.owner()))
                .orElseThrow(() -> new Refusal.NotFound("request", id));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
