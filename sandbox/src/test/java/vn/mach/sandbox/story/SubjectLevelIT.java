package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.registry.Registry;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** What the schema registry checks does not hang on how it was installed. */
@ExtendWith(SandboxExtension.class)
class SubjectLevelIT {
    @Test
    void each_subject_of_a_dataset_a_view_and_a_control_topic_has_its_own_level(Sandbox sandbox)
            throws IOException, InterruptedException {
        var view = ViewId.of(Gso.UNITS, "levelled");
        var columns = List.of(Map.of("column", "code", "rule", "keep"));
        new Registry(sandbox).view(view, Map.of("condition", "code = 'levelled'", "columns", columns));

        for (var topic : List.of(Gso.UNITS.topic(), view.topic(), Topics.VIEWS)) {
            assertThat(level(sandbox, Topics.keySubject(topic))).contains("FULL_TRANSITIVE");
            assertThat(level(sandbox, Topics.valueSubject(topic))).contains("FULL_TRANSITIVE");
        }
    }

    @Test
    void a_schema_that_readers_of_before_cannot_read_is_refused(Sandbox sandbox) {
        var catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        var other = SchemaBuilder.record("ControlKey")
                .namespace("mach.control")
                .fields()
                .requiredLong("number")
                .endRecord();

        assertThatThrownBy(() -> catalog.register(Topics.keySubject(Topics.VIEWS), other))
                .isInstanceOf(SchemaRegistryException.Incompatible.class);
    }

    /** Of the subject itself: without one of its own the answer is 404. */
    private static String level(Sandbox sandbox, String subject) throws IOException, InterruptedException {
        var address = URI.create(sandbox.schemaRegistryConnection().url() + "/config/" + subject);
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).GET().build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(subject).isEqualTo(200);
        return answer.body();
    }
}
