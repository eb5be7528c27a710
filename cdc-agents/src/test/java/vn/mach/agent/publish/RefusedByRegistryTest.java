package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.ConfigFile;
import vn.mach.wire.SchemaCatalog;

/** A registry that does not let the agent in is not one that is away. */
class RefusedByRegistryTest {
    private static final String PASSWORD = "wrong-and-secret";

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void stops_the_start_and_check_says_why_without_a_secret(int status) throws IOException {
        var config = answering(status);
        var catalog = SchemaCatalog.impatient(config.schemaRegistry());

        assertThatThrownBy(() -> CapturedTable.of(config, catalog, Map.of()))
                .isInstanceOf(AgentFailure.Misconfigured.class)
                .message()
                .contains("HTTP " + status, "; check schema-registry.user")
                .hasLineCount(1)
                .doesNotContain(PASSWORD);
        var findings = RegisteredContracts.look(config, catalog).findings();
        assertThat(findings).filteredOn(Finding::isFailure).singleElement().satisfies(found -> {
            assertThat(found.check()).isEqualTo("schema registry");
            assertThat(found.detail()).contains("HTTP " + status);
            assertThat(found.remedy()).contains("schema-registry.user");
        });
        assertThat(findings.toString()).doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void one_that_cannot_answer_now_is_waited_for(int status) throws IOException {
        var config = answering(status);

        assertThatThrownBy(() -> CapturedTable.of(config, SchemaCatalog.impatient(config.schemaRegistry()), Map.of()))
                .isInstanceOf(AgentFailure.Unavailable.class);
    }

    private AgentConfig answering(int status) throws IOException {
        server.createContext("/", exchange -> {
            var body = "{\"error_code\": %d, \"message\": \"no\"}"
                    .formatted(status)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        Files.writeString(directory.resolve("secret"), PASSWORD);
        var file = Files.writeString(directory.resolve("agent.yaml"), """
                agent: moj.civil
                kafka: {bootstrap: "127.0.0.1:1"}
                schema-registry: {url: "http://127.0.0.1:%d", user: mach.agent.moj.civil, password: "${file:secret}"}
                database: {host: 127.0.0.1, port: 1, name: civil, user: a, password: "${file:secret}", slot: s, publication: p}
                tables: [{table: public.person, dataset: person}, {table: public.house, dataset: house}]
                """.formatted(
                        server.getAddress().getPort()));
        return ConfigFile.read(file, AgentConfig.class);
    }
}
