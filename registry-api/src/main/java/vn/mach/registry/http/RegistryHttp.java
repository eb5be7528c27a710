package vn.mach.registry.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.json.JavalinJackson;
import io.javalin.security.RouteRole;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.naming.IllegalName;
import vn.mach.registry.json.Json;

/** The HTTP server: admits callers by role, writes refusals as problems, leaks nothing of anything else. */
public final class RegistryHttp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
    private static final String BEGUN = "mach.begun";

    private final Javalin server;
    private final TokenVerifier tokens;
    private final RefusalObserver observer;
    private final RateLimits limits;

    private RegistryHttp(
            TokenVerifier tokens, RefusalObserver observer, List<Routes> features, RateLimits limits, Traffic traffic) {
        this.tokens = tokens;
        this.observer = observer;
        this.limits = limits;
        this.server = Javalin.create(config -> {
            configure(config, features);
            observe(config, traffic);
        });
    }

    /** Serves at once; throws {@link io.javalin.util.JavalinBindException} when the port is taken. */
    public static RegistryHttp start(
            HttpConfig http, TokenVerifier tokens, RefusalObserver observer, List<Routes> features) {
        return start(http, tokens, observer, features, RateLimits.standard(), (method, route, status, nanos) -> {});
    }

    /** The same, with limits of one's own, and telling somebody of each request. */
    public static RegistryHttp start(
            HttpConfig http,
            TokenVerifier tokens,
            RefusalObserver observer,
            List<Routes> features,
            RateLimits limits,
            Traffic traffic) {
        var registry = new RegistryHttp(tokens, observer, features, limits, traffic);
        registry.server.start(http.host(), http.port());
        return registry;
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void configure(JavalinConfig config, List<Routes> features) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = Body.LIMIT;
        config.http.prefer405over404 = true;
        config.jetty.modifyServer(jetty -> jetty.setErrorHandler(new ProblemHandler()));
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ProblemHandler()));
        config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
        config.routes.beforeMatched(this::admit);
        config.routes.get("/health", ctx -> ctx.json(Map.of("status", "up")), Role.OPEN);
        for (var feature : features) {
            for (var route : feature.routes()) {
                config.routes.addHttpHandler(
                        route.method(),
                        route.path(),
                        route.handler(),
                        route.roles().toArray(RouteRole[]::new));
            }
        }
        config.routes.exception(Refusal.class, this::refuse);
        config.routes.exception(
                IllegalName.class,
                (e, ctx) -> refuse(new Refusal.Invalid("illegal-name", String.valueOf(e.getMessage())), ctx));
        config.routes.exception(HttpResponseException.class, RegistryHttp::httpProblem);
        config.routes.exception(Exception.class, RegistryHttp::bug);
    }

    private static void observe(JavalinConfig config, Traffic traffic) {
        config.routes.before(ctx -> {
            ctx.attribute(BEGUN, System.nanoTime());
            RequestId.give(ctx);
            SecurityHeaders.ALL.forEach(ctx::header);
            refuseAnotherMethod(ctx);
        });
        config.routes.after(ctx -> {
            Long begun = ctx.attribute(BEGUN);
            var matched = ctx.endpoints().matchedHttpEndpoint();
            traffic.answered(
                    ctx.method().name(),
                    matched == null ? "unmatched" : matched.path,
                    ctx.statusCode(),
                    System.nanoTime() - (begun == null ? System.nanoTime() : begun));
            RequestId.forget();
        });
    }

    /** Javalin obeys the header: what passed a proxy as a reading would be an act. */
    private static void refuseAnotherMethod(Context ctx) {
        if (ctx.header("X-HTTP-Method-Override") != null) {
            throw new Refusal.Invalid(
                    "method-override", "X-HTTP-Method-Override: send the request with its own method");
        }
    }

    private void admit(Context ctx) {
        limits.admit(ctx);
        var roles = ctx.routeRoles();
        if (roles.isEmpty()) {
            throw new Refusal.Forbidden("route-without-role", "nobody may call this");
        }
        if (roles.contains(Role.OPEN)) {
            return;
        }
        if (roles.contains(Role.SUBSCRIBER)) {
            limits.admitAccount(ctx);
            return;
        }
        var caller = tokens.verify(ctx.header("Authorization")).by(RequestId.current());
        limits.admit(caller);
        ctx.attribute(Caller.ATTRIBUTE, caller);
        caller.requireAny(roles.stream().map(Role.class::cast).toArray(Role[]::new));
    }

    private void refuse(Refusal refusal, Context ctx) {
        if (refusal instanceof Refusal.TooMany tooMany) {
            ctx.header("Retry-After", String.valueOf(tooMany.retryAfterSeconds()));
        }
        Problem.of(refusal).writeTo(ctx);
        var caller = Caller.find(ctx);
        boolean act = !ctx.method().name().equals("GET");
        boolean forbidden = refusal.status() == 403;
        if (caller != null && (forbidden || (act && (refusal.status() == 404 || refusal.status() == 409)))) {
            try {
                observer.refused(caller, ctx.method().name() + " " + ctx.path(), refusal);
            } catch (RuntimeException e) {
                LOG.error("a refused act could not be audited", e);
            }
        }
    }

    private static void httpProblem(HttpResponseException e, Context ctx) {
        if (e instanceof MethodNotAllowedResponse) {
            ctx.header("Allow", String.join(", ", e.getDetails().values()));
        }
        Problem.ofStatus(e.getStatus()).writeTo(ctx);
    }

    private static void bug(Exception e, Context ctx) {
        LOG.error("{} {} failed", ctx.method().name(), ctx.path(), e);
        new Problem(500, "internal", "this is a fault of the service; it has been logged").writeTo(ctx);
    }
}
