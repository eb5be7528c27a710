package vn.mach.sandbox.schemaregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.process.PidRegistry;
import vn.mach.sandbox.process.Supervisor;
import vn.mach.wire.SchemaCatalog;

class SchemaRegistryServerIT {
    @TempDir
    static Path directory;

    private static Supervisor supervisor;
    private static SchemaRegistryServer server;

    @BeforeAll
    static void start() {
        supervisor = new Supervisor(directory, new PidRegistry(directory.resolve("run")), System.out);
        server = SchemaRegistryServer.start(
                supervisor,
                Home.find(),
                directory.resolve("data"),
                Ports.settleOnFreePorts(directory.resolve("ports")),
                new Secret("h2-secret"));
    }

    @AfterAll
    static void stop() {
        supervisor.close();
    }

    @Test
    void every_subject_is_under_full_transitive_compatibility() throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + "/config")).build();

        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(answer.body()).contains("FULL_TRANSITIVE");
    }

    @Test
    void an_incompatible_schema_is_refused() {
        var catalog = SchemaCatalog.connect(server.connection());
        catalog.register("data.gso.a-value", row(1));

        var changed =
                SchemaBuilder.record("Row").fields().requiredInt("column1").endRecord();

        assertThatThrownBy(() -> catalog.register("data.gso.a-value", changed)).isNotNull();
    }

    @Test
    void acknowledged_schemas_keep_their_ids_through_a_kill() {
        var catalog = SchemaCatalog.connect(server.connection());
        var ids = new ArrayList<Integer>();
        for (var column = 10; column < 15; column++) {
            ids.add(catalog.register("data.gso.kill" + column + "-value", row(column)));
        }

        server.process().kill9();
        server.process().restart();

        var reopened = SchemaCatalog.connect(server.connection());
        assertThat(ids).doesNotHaveDuplicates();
        for (var column = 10; column < 15; column++) {
            assertThat(reopened.byId(ids.get(column - 10))).isEqualTo(row(column));
        }
        assertThat(ids).doesNotContain(reopened.register("data.gso.kill15-value", row(15)));
    }

    private static Schema row(int column) {
        return SchemaBuilder.record("Row")
                .fields()
                .requiredString("column" + column)
                .endRecord();
    }
}
