package vn.mach.registry.audit;

import io.javalin.http.Context;
import java.util.List;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;

final class AuditRoutes implements Routes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final AuditLog audit;

    AuditRoutes(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(API + "/audit", ctx -> ctx.json(audit.latest(limit(ctx))), Role.OPERATOR));
    }

    private static int limit(Context ctx) {
        var text = ctx.queryParam("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIMIT) {
            throw new Refusal.Invalid("invalid-field", "limit: a whole number from 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }
}
