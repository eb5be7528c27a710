package vn.mach.registry.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Answer;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;

final class RequestRoutes implements Routes {
    private static final String PATH = API + "/requests";
    private static final String ONE = PATH + "/{id}";

    private final Requests requests;
    private final Acts acts;
    private final Convergence convergence;
    private final Clock clock;

    RequestRoutes(Requests requests, Acts acts, Convergence convergence, Clock clock) {
        this.requests = requests;
        this.acts = acts;
        this.convergence = convergence;
        this.clock = clock;
    }

    /** The body of a rejection. */
    record Rejection(String reason) {
        Rejection {
            reason = Body.text("reason", reason, 500);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(PATH, this::submit, Role.MEMBER),
                Route.get(PATH, this::list, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.get(PATH + "/figures", this::figures, Role.STEWARD, Role.OPERATOR),
                Route.get(API + "/legal-bases", this::legalBases, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.get(ONE, this::get, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/approve", this::approve, Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/reject", this::reject, Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/withdraw", this::withdraw, Role.MEMBER),
                Route.post(API + "/grants/{id}/renew", this::renew, Role.MEMBER));
    }

    private void submit(Context ctx) {
        var wanted = Body.read(ctx, NewRequest.class);
        acts.once(ctx, act -> created(act.tx(), requests.submit(act, wanted)));
    }

    private void renew(Context ctx) {
        var id = Body.id(ctx, "grant");
        var wanted = Body.read(ctx, NewRenewal.class);
        acts.once(ctx, act -> created(act.tx(), requests.renew(act, id, wanted)));
    }

    private void list(Context ctx) {
        requests.visible(Caller.of(ctx), Page.of(ctx), this::body).send(ctx);
    }

    private void figures(Context ctx) {
        ctx.json(requests.figures(Caller.of(ctx)));
    }

    private void legalBases(Context ctx) {
        ctx.json(requests.legalBases());
    }

    private void get(Context ctx) {
        requests.get(Caller.of(ctx), Body.id(ctx, "request"), this::answer).send(ctx);
    }

    private void approve(Context ctx) {
        var id = Body.id(ctx, "request");
        var approval = Body.readIfAny(ctx, Approval.class);
        var view = requests.viewFor(Caller.of(ctx), id, approval);
        acts.once(ctx, act -> answer(act.tx(), requests.approve(act, id, view)), this::settledIfGranted);
    }

    private Answer settledIfGranted(Answer done) {
        if (done.body().get("state").asText().equals(RequestState.APPROVED.code())) {
            convergence.settled(done.body());
        }
        return done;
    }

    private void reject(Context ctx) {
        var id = id(ctx);
        var reason = Body.read(ctx, Rejection.class).reason();
        acts.once(ctx, act -> answer(act.tx(), requests.reject(act, id, reason)));
    }

    private void withdraw(Context ctx) {
        var id = id(ctx);
        acts.once(ctx, act -> answer(act.tx(), requests.withdraw(act, id)));
    }

    private static UUID id(Context ctx) {
        return Body.id(ctx, "request");
    }

    private ObjectNode body(Handle tx, AccessRequest request) {
        return RequestJson.of(request, requests.grantOf(tx, request), clock.instant());
    }

    private Answer answer(Handle tx, AccessRequest request) {
        return Answer.of(body(tx, request), request.version());
    }

    private Answer created(Handle tx, AccessRequest request) {
        return Answer.created(body(tx, request), request.version());
    }
}
