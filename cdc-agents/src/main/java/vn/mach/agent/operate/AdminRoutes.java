package vn.mach.agent.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.publish.StatusReporter.State;

/** Requests to the agent's operations, and answers; knows no socket. */
final class AdminRoutes {
    static final int LARGEST_BODY = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);
    private static final String JSON = "application/json";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;
    private static final int BROKEN = 500;
    private static final int NOT_READY = 503;

    private final ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private final Operations operations;
    private final byte[] expected;
    private final Map<String, Route> routes = new LinkedHashMap<>();

    AdminRoutes(Operations operations, String token) {
        this.operations = operations;
        this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        routes.put("/status", new Route("GET", true, body -> status(OK)));
        routes.put("/pause", new Route("POST", true, body -> done(OK, operations::pause)));
        routes.put("/resume", new Route("POST", true, body -> done(OK, operations::resume)));
        routes.put("/snapshot", new Route("POST", true, body -> done(ACCEPTED, () -> of(body, operations::snapshot))));
        routes.put("/resync", new Route("POST", true, body -> done(ACCEPTED, () -> of(body, operations::resync))));
        routes.put("/healthz", new Route("GET", false, body -> Answer.text(OK, PLAIN, "ok\n")));
        routes.put("/readyz", new Route("GET", false, body -> readiness()));
        routes.put(
                "/metrics",
                new Route("GET", false, body -> Answer.text(OK, MetricsText.CONTENT_TYPE, operations.metrics())));
    }

    /** Never throws: what goes wrong is an answer of one line. */
    Answer answer(String method, String path, @Nullable String authorization, byte[] body) {
        var route = routes.get(path);
        if (route == null) {
            return problem(NOT_FOUND, "Not Found", "no such path: " + String.join(", ", routes.keySet()));
        }
        if (route.guarded() && !isAuthorized(authorization)) {
            return problem(UNAUTHORIZED, "Unauthorized", "send the agent's token: Authorization: Bearer <token>")
                    .with("WWW-Authenticate", "Bearer");
        }
        if (!method.equals(route.method())) {
            return problem(WRONG_METHOD, "Method Not Allowed", path + " takes " + route.method())
                    .with("Allow", route.method());
        }
        try {
            return route.act().answer(body);
        } catch (Refused e) {
            return problem(e.status(), e.status() == BAD_REQUEST ? "Bad Request" : "Conflict", e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("admin request failed");
            return problem(BROKEN, "Internal Server Error", "the agent failed to answer; its log says why");
        }
    }

    /** In a time that does not tell how much of the token was right. */
    private boolean isAuthorized(@Nullable String authorization) {
        return authorization != null && MessageDigest.isEqual(expected, authorization.getBytes(StandardCharsets.UTF_8));
    }

    private Answer status(int status) throws JsonProcessingException {
        return Answer.text(status, JSON, mapper.writeValueAsString(operations.view()) + "\n");
    }

    private Answer done(int status, Runnable act) throws JsonProcessingException {
        act.run();
        return status(status);
    }

    private Answer readiness() {
        var state = operations.view().state();
        return Answer.text(state.equals(State.STREAMING.name()) ? OK : NOT_READY, PLAIN, state + "\n");
    }

    /** No body, or one without tables, means all. */
    private void of(byte[] body, Consumer<Set<String>> act) {
        var captured =
                operations.view().tables().stream().map(View.Table::table).collect(Collectors.toSet());
        var tables = body.length == 0 ? List.<String>of() : tables(body);
        for (var table : tables) {
            if (!captured.contains(table)) {
                throw Refused.illegal("table " + table + " is not captured: " + new TreeSet<>(captured));
            }
        }
        act.accept(tables.isEmpty() ? captured : Set.copyOf(tables));
    }

    private List<String> tables(byte[] body) {
        try {
            if (body.length > LARGEST_BODY) {
                throw Refused.illegal("the body is too large: at most " + LARGEST_BODY + " bytes");
            }
            var tables = mapper.readValue(body, Tables.class).tables();
            return tables == null ? List.of() : tables;
        } catch (IOException e) {
            throw Refused.illegal("the body is not understood: write {\"tables\": [\"<schema>.<table>\"]}");
        }
    }

    private Answer problem(int status, String title, @Nullable String detail) {
        var node = mapper.createObjectNode()
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        return Answer.text(status, "application/problem+json", node + "\n");
    }

    private record Tables(@Nullable List<String> tables) {}

    private record Route(String method, boolean guarded, Act act) {}

    private interface Act {
        Answer answer(byte[] body) throws IOException;
    }

    /** What goes back. */
    record Answer(int status, String contentType, Map<String, String> headers, String body) {
        static Answer text(int status, String contentType, String text) {
            return new Answer(status, contentType, Map.of(), text);
        }

        Answer with(String name, String value) {
            return new Answer(status, contentType, Map.of(name, value), body);
        }
    }
}
