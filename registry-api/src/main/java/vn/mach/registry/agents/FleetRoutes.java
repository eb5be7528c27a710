package vn.mach.registry.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import vn.mach.naming.AgentId;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

/** What agents do and what they have lost, for their agency and for operators. */
final class FleetRoutes implements Routes {
    private final Agents agents;
    private final Fleet fleet;

    FleetRoutes(Agents agents, Fleet fleet) {
        this.agents = agents;
        this.fleet = fleet;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(API + "/agents", this::list, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.get(API + "/agents/{agent}", this::get, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.get(API + "/gaps", this::gaps, Role.MEMBER, Role.STEWARD, Role.OPERATOR));
    }

    private void list(Context ctx) {
        ctx.json(agents.visible(Caller.of(ctx)).stream().map(this::answer).toList());
    }

    private void get(Context ctx) {
        ctx.json(answer(agents.get(Caller.of(ctx), AgentId.parse(ctx.pathParam("agent")))));
    }

    /** Only of the agent that writes the dataset: another of its agency cannot have lost anything of it. */
    private void gaps(Context ctx) {
        var visible = agents.visible(Caller.of(ctx));
        ctx.json(fleet.openGaps().stream()
                .filter(gap -> visible.stream()
                        .anyMatch(agent -> agent.id().equals(gap.agent())
                                && agent.datasets().contains(gap.dataset())))
                .map(FleetRoutes::answer)
                .toList());
    }

    private ObjectNode answer(Agent agent) {
        var answer = Json.MAPPER.createObjectNode().put("agent", agent.id().toString());
        var heard = fleet.of(agent.id());
        if (heard.isEmpty()) {
            answer.put("state", "unheard").put("since", agent.createdAt().toString());
        } else {
            tell(answer, heard.get(), agents.now());
        }
        answer.set("datasets", Json.MAPPER.valueToTree(agent.datasets()));
        return answer;
    }

    private static void tell(ObjectNode answer, Fleet.Heard heard, Instant now) {
        var status = heard.status();
        answer.put("state", heard.silentAt(now) ? "silent" : status.state())
                .put("reason", status.reason())
                .put("since", heard.sinceAt(now).toString())
                .put("heardAt", heard.at().toString())
                .put("lagMillis", status.lagMillis())
                .put("lagBytes", status.lagBytes())
                .put("keptBytes", status.keptBytes());
        answer.set("held", Json.MAPPER.valueToTree(status.held()));
        answer.set("reading", Json.MAPPER.valueToTree(status.reading()));
    }

    private static ObjectNode answer(DatasetGap gap) {
        return Json.MAPPER
                .createObjectNode()
                .put("dataset", gap.dataset().toString())
                .put("agent", gap.agent().toString())
                .put("since", gap.since())
                .put("reason", gap.reason())
                .put("at", Instant.ofEpochMilli(gap.atMillis()).toString());
    }
}
