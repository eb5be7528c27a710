package vn.mach.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands answer where nothing is there to be captured. */
class AgentMainTest {
    private static final String NOTHING = """
            agent: moj.civil
            kafka: {bootstrap: "127.0.0.1:1"}
            schema-registry: {url: "mock://agent-main"}
            database: {host: 127.0.0.1, port: 1, name: civil, user: a, password: "${file:secret}", slot: s, publication: p}
            tables: [{table: public.person, dataset: person}]
            """;

    @TempDir
    private Path directory;

    @Test
    void check_finds_all_that_is_away_and_ends_with_1() throws IOException {
        var answer = execute("check", config(NOTHING), "--format", "json");

        assertThat(answer.code()).isEqualTo(1);
        var report = new ObjectMapper().readTree(answer.out());
        assertThat(report.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(report.get("findings").findValuesAsText("check"))
                .contains(
                        "database",
                        "Kafka",
                        "topic data.moj.person",
                        "topic ctl.agent-offsets.moj.civil",
                        "transactional id",
                        "schema registry",
                        "contract moj.person");
        assertThat(report.get("findings")).allSatisfy(finding -> assertThat(
                        finding.get("verdict").asText().equals("OK"))
                .isEqualTo(finding.get("remedy").asText().isEmpty()));
    }

    @Test
    void a_wrong_file_or_usage_ends_with_2() throws IOException {
        assertThat(execute("check", config("agent: moj.civil\nslot: s\n")).code())
                .isEqualTo(2);
        assertThat(execute("check", directory.resolve("none.yaml").toString()).code())
                .isEqualTo(2);
        assertThat(execute("check", config(NOTHING), "--format", "xml").code()).isEqualTo(2);
        assertThat(execute("check").code()).isEqualTo(2);
    }

    @Test
    void the_sql_needs_the_contracts() throws IOException {
        var away = NOTHING.replace("mock://agent-main", "http://127.0.0.1:1");

        assertThat(execute("check", "--sql", config(away))).isEqualTo(new Answer(1, ""));
        assertThat(execute("check", "--sql", config(NOTHING))).isEqualTo(new Answer(2, ""));
    }

    @Test
    void an_agent_that_does_not_run_cannot_be_asked() throws IOException {
        for (var command : List.of("status", "pause", "resume", "snapshot", "resync")) {
            assertThat(execute(command, config(NOTHING))).isEqualTo(new Answer(1, ""));
        }
        assertThat(execute("pause", config(NOTHING), "--table", "public.person").code())
                .isEqualTo(2);
    }

    private String config(String yaml) throws IOException {
        Files.writeString(directory.resolve("secret"), "b");
        return Files.writeString(directory.resolve("agent.yaml"), yaml).toString();
    }

    private static Answer execute(String... arguments) {
        var out = new ByteArrayOutputStream();
        var code = AgentMain.commands(new PrintStream(out, true, StandardCharsets.UTF_8))
                .execute(arguments);
        return new Answer(code, out.toString(StandardCharsets.UTF_8));
    }

    private record Answer(int code, String out) {}
}
