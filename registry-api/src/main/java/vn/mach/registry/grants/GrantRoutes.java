package vn.mach.registry.grants;

import io.javalin.http.Context;
import java.time.Period;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Answer;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;

final class GrantRoutes implements Routes {
    private static final String PATH = API + "/grants";
    private static final String ONE = PATH + "/{id}";

    private final Grants grants;
    private final Suspensions suspensions;
    private final Enforced enforced;
    private final Acts acts;

    GrantRoutes(Grants grants, Suspensions suspensions, Enforced enforced, Acts acts) {
        this.grants = grants;
        this.suspensions = suspensions;
        this.enforced = enforced;
        this.acts = acts;
    }

    /** Why a right is taken. */
    record Reason(String reason) {
        Reason {
            reason = Body.text("reason", reason, 500);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.get(PATH + "/recertification", this::recertification, Role.STEWARD, Role.OPERATOR),
                Route.get(ONE, this::get, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/revoke", ctx -> take(ctx, grants::revoke), Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/suspend", ctx -> take(ctx, grants::suspend), Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/resume", this::resume, Role.STEWARD, Role.OPERATOR),
                Route.post(ONE + "/certify", this::certify, Role.STEWARD, Role.OPERATOR),
                Route.post(
                        API + "/views/{agency}/{dataset}/{view}/suspend",
                        this::suspendView,
                        Role.STEWARD,
                        Role.OPERATOR));
    }

    private void list(Context ctx) {
        var within = period(ctx, "expiring-within");
        if (within == null) {
            grants.visible(Caller.of(ctx), Page.of(ctx)).map(GrantJson::of).send(ctx);
        } else {
            ctx.json(GrantJson.list(Reminders.expiring(grants.visible(Caller.of(ctx)), grants.today(), within)));
        }
    }

    private void recertification(Context ctx) {
        var within = period(ctx, "within");
        var until = grants.today().plus(within == null ? Period.ZERO : within);
        ctx.json(Reminders.recertification(grants.visible(Caller.of(ctx)), until));
    }

    private static @Nullable Period period(Context ctx, String parameter) {
        var text = ctx.queryParam(parameter);
        if (text != null && !text.matches("P\\d{1,3}[DWMY]")) {
            throw new Refusal.Invalid("invalid-parameter", parameter + ": an ISO period of one unit, such as P30D");
        }
        return text == null ? null : Period.parse(text);
    }

    private void get(Context ctx) {
        GrantJson.answer(grants.get(Caller.of(ctx), Body.id(ctx, "grant"))).send(ctx);
    }

    /** What takes a right away. */
    private interface Taking {
        Grant take(Act act, UUID id, String reason);
    }

    /** Answers when it is true in Kafka: what the subscriber can get after the answer is nothing. */
    private void take(Context ctx, Taking taking) {
        long start = System.nanoTime();
        var caller = Caller.of(ctx);
        var id = Body.id(ctx, "grant");
        var reason = Body.read(ctx, Reason.class).reason();
        acts.once(
                ctx,
                act -> GrantJson.answer(taking.take(act, id, reason)),
                done -> enforced.taken(caller, id, done, start));
    }

    private void resume(Context ctx) {
        acts.once(ctx, on(ctx, grants::resume), enforced::given);
    }

    private void certify(Context ctx) {
        acts.once(ctx, on(ctx, grants::certify));
    }

    private static java.util.function.Function<Act, Answer> on(Context ctx, BiFunction<Act, UUID, Grant> what) {
        var id = Body.id(ctx, "grant");
        return act -> GrantJson.answer(what.apply(act, id));
    }

    private void suspendView(Context ctx) {
        var caller = Caller.of(ctx);
        var dataset = DatasetId.of(AgencyId.of(ctx.pathParam("agency")), ctx.pathParam("dataset"));
        var view = ViewId.of(dataset, ctx.pathParam("view"));
        var wanted = Body.read(ctx, Suspension.class);
        acts.once(
                ctx,
                act -> suspensions.suspend(act, view, wanted),
                done -> suspensions.enforce(done, id -> enforced.taken(caller, id, done, System.nanoTime())));
    }
}
