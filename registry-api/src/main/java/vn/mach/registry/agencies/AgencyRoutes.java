package vn.mach.registry.agencies;

import io.javalin.http.Context;
import java.util.List;
import vn.mach.naming.AgencyId;
import vn.mach.registry.csv.CsvTable;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.DayParameter;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;

final class AgencyRoutes implements Routes {
    private final Agencies agencies;

    AgencyRoutes(Agencies agencies) {
        this.agencies = agencies;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(API + "/agencies", this::enrol, Role.OPERATOR),
                Route.post(API + "/agencies/import", this::importAll, Role.OPERATOR),
                Route.post(API + "/agencies/mergers", this::merge, Role.OPERATOR),
                Route.get(API + "/agencies", this::search, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.get(API + "/agencies/{agency}", this::get, Role.OPERATOR, Role.STEWARD, Role.MEMBER));
    }

    private void enrol(Context ctx) {
        ctx.status(201).json(agencies.enrol(Caller.of(ctx), Body.read(ctx, NewAgency.class)));
    }

    private void importAll(Context ctx) {
        ctx.json(agencies.importAll(Caller.of(ctx), CsvTable.read(ctx, AgencyRow.COLUMNS)));
    }

    private void merge(Context ctx) {
        ctx.json(agencies.merge(Caller.of(ctx), Body.read(ctx, NewMerger.class)));
    }

    private void search(Context ctx) {
        var level = ctx.queryParam("level");
        agencies.search(
                        level == null ? null : Agency.Level.of(level),
                        ctx.queryParam("code"),
                        DayParameter.of(ctx, "at"),
                        Page.of(ctx))
                .send(ctx);
    }

    private void get(Context ctx) {
        ctx.json(agencies.get(AgencyId.of(ctx.pathParam("agency"))));
    }
}
