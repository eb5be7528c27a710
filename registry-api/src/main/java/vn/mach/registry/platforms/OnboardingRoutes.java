package vn.mach.registry.platforms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.Topics;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

final class OnboardingRoutes implements Routes {
    private final Onboarding onboarding;
    private final Platforms platforms;
    private final Convergence convergence;

    OnboardingRoutes(Onboarding onboarding, Platforms platforms, Convergence convergence) {
        this.onboarding = onboarding;
        this.platforms = platforms;
        this.convergence = convergence;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(PlatformRoutes.PATH, this::make, Role.OPERATOR),
                Route.get(PlatformRoutes.ONE + "/agent.yaml", this::configuration, Role.OPERATOR, Role.STEWARD));
    }

    private void make(Context ctx) {
        var caller = Caller.of(ctx);
        var wanted = Body.read(ctx, NewPlatform.class);
        var made = onboarding.make(caller, wanted, convergence);
        var agency = wanted.id();
        var answer = PlatformRoutes.answer(platforms.get(caller, agency), platforms.quotas(agency));
        answer.set("namespace", namespace(agency));
        put(
                answer.putObject("steward")
                        .put("account", made.account().toString())
                        .put("user", made.account().user()),
                made.accountSecret());
        if (made.agent() != null) {
            put(agent(answer, made.agent()), made.agentSecret());
            sample(answer, agency);
        }
        ctx.status(made.isNew() ? 201 : 200).json(answer.put("access", made.ready() ? "ready" : "pending"));
    }

    private static ObjectNode agent(ObjectNode answer, AgentId agent) {
        return answer.putObject("agent")
                .put("agent", agent.toString())
                .put("user", agent.user())
                .put("configuration", PlatformRoutes.PATH + "/" + agent.agency() + "/agent.yaml");
    }

    private static void put(ObjectNode answer, @Nullable Secret shownOnce) {
        if (shownOnce != null) {
            answer.put("secret", shownOnce.value());
        }
    }

    private static ObjectNode namespace(AgencyId agency) {
        return Json.MAPPER
                .createObjectNode()
                .put("topics", Topics.DATA_PREFIX + agency + ".")
                .put("views", Topics.VIEW_PREFIX + agency + ".")
                .put("users", agency + ".")
                .put("groups", agency.groupPrefix());
    }

    private static void sample(ObjectNode answer, AgencyId agency) {
        var view = SampleDataset.view(agency);
        answer.putObject("sample")
                .put("dataset", view.dataset().toString())
                .put("view", view.toString())
                .put("topic", view.topic())
                .put("rows", SampleDataset.ROWS)
                .put("rowsInView", SampleDataset.rowsInView(agency));
    }

    private void configuration(Context ctx) {
        var agency = PlatformRoutes.agency(ctx);
        ctx.result(onboarding.configuration(Caller.of(ctx), agency, ctx.queryParam("agent")))
                .contentType("application/yaml")
                .header("Content-Disposition", "attachment; filename=\"" + agency + "-agent.yaml\"");
    }
}
