package vn.mach.registry.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.Set;

/** One operation: without a role it cannot be made, so the service cannot start with it. */
public record Route(HandlerType method, String path, Set<Role> roles, Handler handler) {
    public Route {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(
                    "route " + method.name() + " " + path + " has no role: name who may call it");
        }
        roles = Set.copyOf(roles);
    }

    public static Route get(String path, Handler handler, Role... roles) {
        return new Route(HandlerType.GET, path, Set.of(roles), handler);
    }

    public static Route put(String path, Handler handler, Role... roles) {
        return new Route(HandlerType.PUT, path, Set.of(roles), handler);
    }

    public static Route post(String path, Handler handler, Role... roles) {
        return new Route(HandlerType.POST, path, Set.of(roles), handler);
    }
}
