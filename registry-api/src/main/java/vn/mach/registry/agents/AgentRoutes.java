package vn.mach.registry.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

final class AgentRoutes implements Routes {
    private static final String PATH = API + "/agencies/{agency}/agents";

    private final Agents agents;
    private final Convergence convergence;

    AgentRoutes(Agents agents, Convergence convergence) {
        this.agents = agents;
        this.convergence = convergence;
    }

    /** The body of a creation. */
    record NewAgent(String name, List<String> datasets) {
        NewAgent {
            name = Body.text("name", name, 31);
            datasets = List.copyOf(Body.required("datasets", datasets));
            if (datasets.isEmpty()) {
                throw new Refusal.Invalid("invalid-field", "datasets: name at least one");
            }
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(PATH, this::create, Role.STEWARD, Role.OPERATOR),
                Route.get(PATH, this::list, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.post(PATH + "/{name}/rotate", this::rotate, Role.STEWARD, Role.OPERATOR));
    }

    private void create(Context ctx) {
        var agency = agency(ctx);
        var wanted = Body.read(ctx, NewAgent.class);
        var id = new AgentId(agency, wanted.name());
        var datasets = wanted.datasets().stream()
                .map(slug -> DatasetId.of(agency, slug))
                .distinct()
                .toList();
        var answer = answer(id, datasets)
                .put("secret", agents.create(Caller.of(ctx), id, datasets).value());
        ctx.status(201).json(convergence.settled(answer));
    }

    private void rotate(Context ctx) {
        var id = new AgentId(agency(ctx), ctx.pathParam("name"));
        Secret secret = agents.rotate(Caller.of(ctx), id);
        ctx.json(Json.MAPPER
                .createObjectNode()
                .put("agent", id.toString())
                .put("user", id.user())
                .put("secret", secret.value()));
    }

    private void list(Context ctx) {
        ctx.json(agents.of(Caller.of(ctx), agency(ctx)).stream()
                .map(agent -> answer(agent.id(), agent.datasets())
                        .put("state", agent.state())
                        .put("createdAt", agent.createdAt().toString()))
                .toList());
    }

    private static AgencyId agency(Context ctx) {
        return AgencyId.of(ctx.pathParam("agency"));
    }

    private static ObjectNode answer(AgentId id, List<DatasetId> datasets) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("agent", id.toString())
                .put("user", id.user())
                .put("transactionalId", id.transactionalId());
        answer.set("datasets", Json.MAPPER.valueToTree(datasets));
        return answer;
    }
}
