package vn.mach.agent.operate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AdminTarget;
import vn.mach.agent.progress.AgentFailure;

/** Asks the agent that runs with a configuration file, on this host. Every failure is an {@link AgentFailure}. */
public final class AdminClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ERRORS = 400;
    private static final int BAD_REQUEST = 400;

    private final ObjectMapper mapper = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String agent;
    private final int port;
    private final String token;

    private AdminClient(String agent, int port, String token) {
        this.agent = agent;
        this.port = port;
        this.token = token;
    }

    /** The agent of this file; throws if none runs, or if it is another user's. */
    public static AdminClient find(Path configuration, AdminTarget target) {
        return find(configuration, target, System.getenv(), Path.of(System.getProperty("java.io.tmpdir")));
    }

    static AdminClient find(Path configuration, AdminTarget target, Map<String, String> environment, Path temporary) {
        var admin = target.admin();
        if (admin.isOff()) {
            throw new AgentFailure.Misconfigured(
                    "agent " + target.agent() + " has no admin endpoint: leave out admin.port: 0 and start it again");
        }
        try {
            var found = new AdminFile(configuration, target, environment, temporary).find();
            if (found.isEmpty()) {
                throw notRunning(target.agent(), null);
            }
            var content = found.orElseThrow();
            return new AdminClient(target.agent(), content.port(), content.token());
        } catch (IOException e) {
            throw new AgentFailure.Broken(
                    "where agent " + target.agent() + " answers cannot be read: " + e.getMessage(), e);
        }
    }

    public View status() {
        return ask("GET", "/status", "");
    }

    public View pause() {
        return ask("POST", "/pause", "");
    }

    public View resume() {
        return ask("POST", "/resume", "");
    }

    /** No tables are all. */
    public View snapshot(List<String> tables) {
        return ask("POST", "/snapshot", body(tables));
    }

    /** No tables are all. */
    public View resync(List<String> tables) {
        return ask("POST", "/resync", body(tables));
    }

    private String body(List<String> tables) {
        return mapper.createObjectNode()
                .set("tables", mapper.valueToTree(tables))
                .toString();
    }

    private View ask(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() < ERRORS) {
                return mapper.readValue(answer.body(), View.class);
            }
            throw refused(answer.statusCode(), answer.body());
        } catch (ConnectException e) {
            throw notRunning(agent, e);
        } catch (IOException e) {
            throw new AgentFailure.Broken("agent " + agent + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }

    private AgentFailure refused(int status, String body) throws IOException {
        var detail = mapper.readTree(body).path("detail").asText("HTTP status " + status);
        var message = "agent " + agent + ": " + detail;
        return status == BAD_REQUEST ? new AgentFailure.Misconfigured(message) : new AgentFailure.Broken(message, null);
    }

    private static AgentFailure notRunning(String agent, @Nullable Exception cause) {
        return new AgentFailure.Broken(
                "agent " + agent + " does not run with this file on this host, or as another user: start it, or"
                        + " ask as the user it runs as; a resync of an agent that has ended is asked with --at-start",
                cause);
    }
}
