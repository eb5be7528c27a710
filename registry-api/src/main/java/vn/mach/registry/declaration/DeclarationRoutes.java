package vn.mach.registry.declaration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import vn.mach.registry.grants.Enforcement;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Answer;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;

final class DeclarationRoutes implements Routes {
    private static final String TAKEN = "taken";

    private final Declarations declarations;
    private final Acts acts;
    private final Enforcement enforcement;
    private final Convergence convergence;

    DeclarationRoutes(Declarations declarations, Acts acts, Enforcement enforcement, Convergence convergence) {
        this.declarations = declarations;
        this.acts = acts;
        this.enforcement = enforcement;
        this.convergence = convergence;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(API + "/export", this::export, Role.OPERATOR),
                Route.post(API + "/plan", this::plan, Role.OPERATOR),
                Route.post(API + "/apply", this::apply, Role.OPERATOR));
    }

    private void export(Context ctx) {
        ctx.contentType("application/yaml")
                .result(declarations.export(Caller.of(ctx)).getBytes(StandardCharsets.UTF_8));
    }

    private void plan(Context ctx) {
        var plan = declarations.plan(Caller.of(ctx), declared(ctx));
        Answer.of(plan.toJson(), plan.state()).send(ctx);
    }

    /** Answers when what was taken can be read no more. */
    private void apply(Context ctx) {
        var caller = Caller.of(ctx);
        var wanted = declared(ctx);
        var contractChanges = declarations.contractChanges(caller, wanted);
        acts.once(
                ctx,
                act -> {
                    var applied = declarations.apply(act, wanted, contractChanges);
                    var body = applied.plan().toJson();
                    var taken = body.putArray(TAKEN);
                    applied.taken().forEach(id -> taken.add(id.toString()));
                    return Answer.of(body, applied.plan().state());
                },
                done -> enforced(caller, done));
    }

    private Answer enforced(Caller caller, Answer done) {
        ObjectNode body = done.body();
        for (var id : body.withArray(TAKEN)) {
            var grant = declarations.grant(caller, UUID.fromString(id.asText()));
            if (grant.state().isEnding()) {
                enforcement.enforce(grant);
            }
        }
        if (!body.withArray("differences").isEmpty()) {
            convergence.settled(body);
        }
        return done;
    }

    private static Declaration declared(Context ctx) {
        return DeclarationYaml.read(Body.bytes(ctx, DeclarationYaml.LIMIT));
    }
}
