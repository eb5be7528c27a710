package vn.mach.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.agent.config.AdminConfig;
import vn.mach.agent.config.AdminTarget;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.connection.Secret;

class AdminServerTest {
    private static final String TOKEN = "0123456789abcdef";

    private final Asked rereader = new Asked();
    private final List<String> asked = rereader.tables;
    private final RunningAgent agent = new RunningAgent(Configs.standard(), rereader);
    private final HttpClient http = HttpClient.newHttpClient();
    private AdminServer server;
    private Path configuration;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() throws IOException {
        configuration = Files.writeString(directory.resolve("agent.yaml"), "agent: moj.civil\n");
        server = AdminServer.open(configuration, Configs.of(new AdminConfig(null, new Secret(TOKEN))), agent);
        agent.begins(State.STREAMING, null);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void the_commands_find_the_agent_by_its_file_and_ask_it() {
        var client = client();

        assertThat(client.status().state()).isEqualTo("STREAMING");
        assertThat(client.pause().state()).isEqualTo("PAUSED");
        assertThat(client.pause().state()).isEqualTo("PAUSED");
        assertThat(client.resume().state()).isEqualTo("STREAMING");
        client.resync(List.of("public.person"));
        client.snapshot(List.of());
        assertThat(asked).containsExactly("resync [public.person]", "snapshot [public.address, public.person]");
    }

    @Test
    void an_agent_that_has_ended_is_said_not_to_run() {
        server.close();

        assertThatThrownBy(this::client)
                .isInstanceOf(AgentFailure.Broken.class)
                .hasMessageContaining("agent moj.civil does not run with this file on this host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/pause", "/resume", "/snapshot", "/resync"})
    void without_the_token_nothing_is_told_or_done(String path) throws Exception {
        for (var authorization : List.of("", "Bearer", "Bearer 0123456789abcdeF", TOKEN)) {
            var answer = send(path.equals("/status") ? "GET" : "POST", path, authorization, "");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).hasLineCount(1).doesNotContain("moj").doesNotContain(TOKEN);
        }
        assertThat(agent.view().state()).isEqualTo("STREAMING");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /status?x=1, 200",
        "POST, /status,     405",
        "GET,  /pause,      405",
        "GET,  /nothing,    404",
        "GET,  /status/,    404",
        "GET,  /healthz,    200",
        "PUT,  /metrics,    405"
    })
    void paths_and_methods_are_as_documented(String method, String path, int status) throws Exception {
        var answer = send(method, path, "Bearer " + TOKEN, "");

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status >= 400) {
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(new ObjectMapper().readTree(answer.body()).get("status").asInt())
                    .isEqualTo(status);
            assertThat(answer.body()).hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tables\": [\"public.other\"]} | table public.other is not captured",
                "{\"tabels\": []}                 | the body is not understood",
                "[                                | the body is not understood"
            })
    void a_wrong_body_is_refused(String body, String detail) throws Exception {
        var answer = send("POST", "/resync", "Bearer " + TOKEN, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(detail);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_body_without_end_is_refused() throws Exception {
        var answer = send("POST", "/resync", "Bearer " + TOKEN, " ".repeat(200_000));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("the body is too large");
    }

    @Test
    void an_agent_is_ready_while_it_streams_and_its_metrics_need_no_token() throws Exception {
        assertThat(send("GET", "/readyz", "", "").statusCode()).isEqualTo(200);
        agent.pause();

        var paused = send("GET", "/readyz", "", "");

        assertThat(paused.statusCode()).isEqualTo(503);
        assertThat(paused.body()).isEqualTo("PAUSED\n");
        assertThat(send("GET", "/healthz", "", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics", "", "").body()).contains("mach_agent_state{state=\"PAUSED\"} 1\n");
    }

    @Test
    void what_the_agent_does_decides_what_may_be_asked() throws Exception {
        agent.begins(State.SNAPSHOTTING, null);
        assertThatThrownBy(() -> client().pause()).hasMessageContaining("no pause while the first snapshot runs");

        agent.begins(State.WAITING, "away");

        assertThatThrownBy(() -> client().resync(List.of())).hasMessageContaining("while the agent is WAITING");
        assertThat(send("POST", "/pause", "Bearer " + TOKEN, "").statusCode()).isEqualTo(409);
        assertThat(client().status().reason()).isEqualTo("away");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_port_that_is_taken_and_an_endpoint_that_is_off_say_so() throws Exception {
        try (var taken = new ServerSocket(0)) {
            var config = Configs.of(new AdminConfig(taken.getLocalPort(), null));
            assertThatThrownBy(() -> AdminServer.open(configuration, config, agent))
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .hasMessageContaining("admin.port " + taken.getLocalPort());
        }
        var off = AdminTarget.of(Configs.of(new AdminConfig(0, null)));
        assertThatThrownBy(() -> AdminClient.find(configuration, off))
                .isInstanceOf(AgentFailure.Misconfigured.class)
                .hasMessageContaining("has no admin endpoint");
    }

    private AdminClient client() {
        return AdminClient.find(configuration, AdminTarget.of(Configs.standard()));
    }

    private HttpResponse<String> send(String method, String path, String authorization, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
