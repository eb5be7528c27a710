package vn.mach.registry.platforms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.agencies.Quotas;
import vn.mach.registry.csv.CsvTable;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

/** The life of platforms. Whatever changes what can be read answers when Kafka has followed, or says that it has not yet. */
final class PlatformRoutes implements Routes {
    static final String PATH = API + "/platforms";
    static final String ONE = PATH + "/{agency}";

    private final Platforms platforms;
    private final Convergence convergence;

    PlatformRoutes(Platforms platforms, Convergence convergence) {
        this.platforms = platforms;
        this.convergence = convergence;
    }

    /** The body of a suspension or a retirement. */
    record Ending(String reason) {
        Ending {
            reason = Body.text("reason", reason, 500);
        }
    }

    /** The body of a promotion; without quotas there are none afterwards. */
    record Promotion(Platform.Kind kind, @Nullable Quotas quotas) {
        Promotion {
            if (Body.required("kind", kind) == Platform.Kind.TRIAL) {
                throw new Refusal.Invalid("invalid-field", "kind: own or hosted");
            }
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(PATH + "/import", this::importAll, Role.OPERATOR),
                Route.get(PATH, this::list, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.get(ONE, this::get, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.post(ONE + "/connect", this::connect, Role.OPERATOR),
                Route.post(ONE + "/suspend", this::suspend, Role.OPERATOR),
                Route.post(ONE + "/resume", this::resume, Role.OPERATOR),
                Route.post(ONE + "/retire", this::retire, Role.OPERATOR),
                Route.post(ONE + "/promote", this::promote, Role.OPERATOR),
                Route.put(ONE + "/quotas", this::limit, Role.OPERATOR));
    }

    private void importAll(Context ctx) {
        ctx.json(platforms.importAll(Caller.of(ctx), CsvTable.read(ctx, PlatformImport.COLUMNS)));
    }

    private void list(Context ctx) {
        ctx.json(platforms.visible(Caller.of(ctx)).stream().map(this::answer).toList());
    }

    private void get(Context ctx) {
        ctx.json(answer(platforms.get(Caller.of(ctx), agency(ctx))));
    }

    private void connect(Context ctx) {
        ctx.json(answer(platforms.become(Caller.of(ctx), agency(ctx), PlatformState.CONNECTED, "connected")));
    }

    private void suspend(Context ctx) {
        end(ctx, PlatformState.SUSPENDED);
    }

    private void retire(Context ctx) {
        end(ctx, PlatformState.RETIRED);
    }

    private void end(Context ctx, PlatformState state) {
        var reason = Body.read(ctx, Ending.class).reason();
        settled(ctx, platforms.become(Caller.of(ctx), agency(ctx), state, reason));
    }

    private void resume(Context ctx) {
        settled(ctx, platforms.resume(Caller.of(ctx), agency(ctx)));
    }

    private void promote(Context ctx) {
        var wanted = Body.read(ctx, Promotion.class);
        settled(ctx, platforms.promote(Caller.of(ctx), agency(ctx), wanted.kind(), wanted.quotas()));
    }

    private void limit(Context ctx) {
        ctx.json(answer(platforms.limit(Caller.of(ctx), agency(ctx), Body.read(ctx, Quotas.class))));
    }

    private void settled(Context ctx, Platform platform) {
        ctx.json(convergence.settled(answer(platform)));
    }

    static AgencyId agency(Context ctx) {
        return AgencyId.of(ctx.pathParam("agency"));
    }

    private ObjectNode answer(Platform platform) {
        return answer(platform, platforms.quotas(platform.agency()));
    }

    static ObjectNode answer(Platform platform, @Nullable Quotas quotas) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("agency", platform.agency().slug())
                .put("kind", platform.kind().code())
                .put("state", platform.state().code())
                .put("since", platform.since().toString());
        if (platform.endsOn() != null) {
            answer.put("endsOn", platform.endsOn().toString());
        }
        if (quotas != null) {
            answer.set("quotas", Json.MAPPER.valueToTree(quotas));
        }
        var life = answer.putArray("life");
        platform.life().forEach(entry -> life.addObject()
                .put("state", entry.state().code())
                .put("since", entry.at().toString()));
        return answer;
    }
}
