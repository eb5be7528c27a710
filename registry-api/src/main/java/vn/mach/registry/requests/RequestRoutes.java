package vn.mach.registry.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

final class RequestRoutes implements Routes {
    private static final String PATH = API + "/requests";
    private static final String ONE = PATH + "/{id}";

    private final Requests requests;
    private final Convergence convergence;

    RequestRoutes(Requests requests, Convergence convergence) {
        this.requests = requests;
        this.convergence = convergence;
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
                Route.get(ONE, this::get, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/approve", this::approve, Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/reject", this::reject, Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/withdraw", this::withdraw, Role.MEMBER));
    }

    private void submit(Context ctx) {
        ctx.status(201).json(answer(requests.submit(Caller.of(ctx), Body.read(ctx, NewRequest.class))));
    }

    private void list(Context ctx) {
        ctx.json(requests.visible(Caller.of(ctx)).stream().map(this::answer).toList());
    }

    private void get(Context ctx) {
        ctx.json(answer(requests.get(Caller.of(ctx), Body.id(ctx, "request"))));
    }

    private void approve(Context ctx) {
        var request = requests.approve(Caller.of(ctx), Body.id(ctx, "request"));
        var answer = answer(request);
        ctx.json(request.state() == RequestState.APPROVED ? convergence.settled(answer) : answer);
    }

    private void reject(Context ctx) {
        var reason = Body.read(ctx, Rejection.class).reason();
        ctx.json(answer(requests.reject(Caller.of(ctx), Body.id(ctx, "request"), reason)));
    }

    private void withdraw(Context ctx) {
        ctx.json(answer(requests.withdraw(Caller.of(ctx), Body.id(ctx, "request"))));
    }

    private ObjectNode answer(AccessRequest request) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("id", request.id().toString())
                .put("state", request.state().code())
                .put("view", request.view().toString())
                .put("account", request.account().toString())
                .put("agency", request.requester().slug())
                .put("purpose", request.purpose())
                .put("legalBasis", request.legalBasis())
                .put("until", request.until().toString())
                .put("contact", request.contact())
                .put("submittedBy", request.submittedBy())
                .put("submittedAt", request.submittedAt().toString());
        putKnown(answer, "ownerApprovedBy", request.ownerApprover());
        putKnown(answer, "operatorApprovedBy", request.operatorApprover());
        putKnown(answer, "reason", request.reason());
        putKnown(answer, "decidedAt", request.decidedAt());
        requests.grantOf(request)
                .ifPresent(grant -> answer.put("grant", grant.id().toString())
                        .put("grantState", grant.state().code()));
        return answer;
    }

    private static void putKnown(ObjectNode answer, String field, @Nullable Object value) {
        if (value != null) {
            answer.put(field, value.toString());
        }
    }
}
