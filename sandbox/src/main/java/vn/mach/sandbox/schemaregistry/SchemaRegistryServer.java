package vn.mach.sandbox.schemaregistry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.process.Component;
import vn.mach.sandbox.process.Launch;
import vn.mach.sandbox.process.Readiness;
import vn.mach.sandbox.process.Supervisor;

/** Apicurio Registry, speaking Confluent's protocol; what it has acknowledged survives a kill -9. */
public final class SchemaRegistryServer {
    public static final String VERSION = "3.0.9";

    private final Component process;
    private final String url;

    private SchemaRegistryServer(Component process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Returns when it serves, and serves under full transitive compatibility. */
    public static SchemaRegistryServer start(
            Supervisor supervisor, Home home, Path data, Ports ports, Secret databasePassword) {
        var jar = home.schemaRegistryJar();
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw SandboxFailure.broken("The schema registry's directory " + data + " cannot be made", e);
        }
        // Its port opens before its data is there: only the readiness address tells.
        var ready = URI.create("http://" + ports.address(Endpoint.SCHEMA_REGISTRY) + "/health/ready");
        var launch = new Launch(
                "schema-registry",
                command(jar, data.toAbsolutePath(), ports),
                Map.of("APICURIO_DATASOURCE_PASSWORD", databasePassword),
                Readiness.answers(ready));
        var server = new SchemaRegistryServer(
                supervisor.start(launch), "http://" + ports.address(Endpoint.SCHEMA_REGISTRY) + "/apis/ccompat/v7");
        server.requireFullCompatibility();
        return server;
    }

    public String url() {
        return url;
    }

    public SchemaRegistryConnection connection() {
        return SchemaRegistryConnection.of(url);
    }

    public Component process() {
        return process;
    }

    private static List<String> command(Path jar, Path data, Ports ports) {
        return List.of(
                Home.java(),
                "-Dmach.component=schema-registry",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=" + Ports.LOOPBACK,
                "-Dquarkus.http.port=" + ports.of(Endpoint.SCHEMA_REGISTRY),
                "-Dquarkus.http.access-log.enabled=false",
                "-Dapicurio.storage.kind=sql",
                "-Dapicurio.storage.sql.kind=h2",
                // Without WRITE_DELAY=0 a kill -9 loses acknowledged schemas and hands their ids out again.
                "-Dapicurio.datasource.url=jdbc:h2:file:" + data.resolve("registry") + ";WRITE_DELAY=0",
                "-Dapicurio.datasource.username=sa",
                "-Dapicurio.datasource.jdbc.initial-size=2",
                "-Dapicurio.datasource.jdbc.min-size=2",
                "-Dapicurio.datasource.jdbc.max-size=10",
                "-jar",
                jar.toString());
    }

    /** The default is no check at all. */
    private void requireFullCompatibility() {
        var request = HttpRequest.newBuilder(URI.create(url + "/config"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .timeout(Duration.ofSeconds(20))
                .PUT(BodyPublishers.ofString("{\"compatibility\":\"FULL_TRANSITIVE\"}"))
                .build();
        try {
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw SandboxFailure.broken(
                        "The schema registry refuses FULL_TRANSITIVE compatibility: " + answer.body());
            }
        } catch (IOException e) {
            throw SandboxFailure.broken("The schema registry at " + url + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxFailure.broken("Interrupted while setting the compatibility level", e);
        }
    }
}
