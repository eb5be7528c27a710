package vn.mach.registry.grants;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

final class GrantRoutes implements Routes {
    private final Grants grants;
    private final Enforcement enforcement;

    GrantRoutes(Grants grants, Enforcement enforcement) {
        this.grants = grants;
        this.enforcement = enforcement;
    }

    /** The body of a revocation. */
    record Revocation(String reason) {
        Revocation {
            reason = Body.text("reason", reason, 500);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(API + "/grants", this::list, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.get(API + "/grants/{id}", this::get, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.post(API + "/grants/{id}/revoke", this::revoke, Role.STEWARD, Role.OPERATOR));
    }

    private void list(Context ctx) {
        ctx.json(
                grants.visible(Caller.of(ctx)).stream().map(GrantRoutes::answer).toList());
    }

    private void get(Context ctx) {
        ctx.json(answer(grants.get(Caller.of(ctx), Body.id(ctx, "grant"))));
    }

    /** Answers when it is true in Kafka: what the subscriber can get after the answer is nothing. */
    private void revoke(Context ctx) {
        long start = System.nanoTime();
        var caller = Caller.of(ctx);
        var id = Body.id(ctx, "grant");
        var grant = grants.revoke(caller, id, Body.read(ctx, Revocation.class).reason());
        var proof = enforcement.enforce(grant);
        var ended = grants.get(caller, id);
        var answer = answer(ended)
                .put("tookMillis", Duration.ofNanos(System.nanoTime() - start).toMillis());
        answer.putObject("gate")
                .put("closed", proof.closed())
                .set("positions", Json.MAPPER.valueToTree(proof.sorted()));
        ctx.json(answer);
    }

    private static ObjectNode answer(Grant grant) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("id", grant.id().toString())
                .put("state", grant.state().code())
                .put("request", grant.request().toString())
                .put("view", grant.view().toString())
                .put("topic", grant.view().topic())
                .put("account", grant.account().toString())
                .put("agency", grant.account().agency().slug())
                .put("until", grant.until().toString())
                .put("grantedAt", grant.grantedAt().toString());
        if (grant.reason() != null) {
            answer.put("reason", grant.reason());
        }
        if (grant.endedAt() != null) {
            answer.put("revokedAt", grant.endedAt().toString());
        }
        return answer;
    }
}
