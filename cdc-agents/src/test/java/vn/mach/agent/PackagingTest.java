package vn.mach.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import vn.mach.agent.progress.AgentFailure;

/** What the packages and docs/agents.md say, held against the agent. */
class PackagingTest {
    private static final Path PACKAGING = Path.of("src/packaging");
    private static final Path DOCUMENT = Path.of("../docs/agents.md");
    private static final String INSTALLED = "/usr/lib/mach-agent/";
    private static final String JOINED = "\"\\s*\\+\\s*\"";

    @Test
    void the_unit_starts_what_is_packed() throws IOException {
        var unit = Files.readString(PACKAGING.resolve("systemd/mach-agent@.service"));
        var packed = Files.readString(PACKAGING.resolve("assembly.xml"));
        var paths = matches(unit, Pattern.quote(INSTALLED) + "([^\\s]+)");

        assertThat(paths).containsExactly("doc/agents.md", "bin/mach-agent");
        assertThat(packed)
                .contains("<source>../docs/agents.md</source><outputDirectory>doc</outputDirectory>")
                .contains("<include>bin/**</include>");
        assertThat(Files.isExecutable(PACKAGING.resolve("bin/mach-agent"))).isTrue();
        assertThat(unit).contains("ExecStart=" + INSTALLED + "bin/mach-agent run /etc/mach-agent/%i.yaml\n");
    }

    @Test
    void the_unit_starts_again_what_another_start_helps_and_nothing_else() throws IOException {
        var unit = Files.readString(PACKAGING.resolve("systemd/mach-agent@.service"));
        var prevent = matches(unit, "RestartPreventExitStatus=(.*)");

        assertThat(prevent)
                .containsExactly(new AgentFailure.Misconfigured("").exitCode() + " "
                        + new AgentFailure.Gap("").exitCode() + " " + new AgentFailure.Fenced("", null).exitCode());
        assertThat(prevent.get(0).split(" "))
                .doesNotContain(
                        String.valueOf(new AgentFailure.Broken("", null).exitCode()),
                        String.valueOf(new AgentFailure.Unavailable("", null).exitCode()));
    }

    @Test
    void the_scripts_of_the_package_are_valid_shell() throws Exception {
        for (var script : List.of("bin/mach-agent", "deb/postinst", "deb/prerm", "deb/postrm")) {
            var process = new ProcessBuilder(
                            "/bin/sh", "-n", PACKAGING.resolve(script).toString())
                    .redirectErrorStream(true)
                    .start();

            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(script + ": " + said).isZero();
        }
    }

    @Test
    void every_command_is_in_the_document() throws IOException {
        var document = Files.readString(DOCUMENT);

        assertThat(commands().keySet()).isNotEmpty().allSatisfy(command -> assertThat(document)
                .contains("mach-agent " + command));
    }

    @Test
    void the_document_quotes_only_messages_that_the_agent_can_say() throws IOException {
        var troubleshooting = Files.readString(DOCUMENT).split("## Troubleshooting by symptom")[1];
        var quoted = new TreeSet<String>();
        for (var row : matches(troubleshooting, "(?m)^\\| (`[^|]*) \\|")) {
            for (var message : matches(row, "`([^`]+)`")) {
                quoted.addAll(List.of(message.split("\\s*…\\s*")));
            }
        }
        quoted.remove("");
        quoted.remove("slot lag"); // with what it says of check, in a line of its own
        var said = said();

        assertThat(quoted).hasSizeGreaterThan(40);
        assertThat(quoted.stream().filter(message -> !said.contains(message)))
                .as("quoted in docs/agents.md, and said nowhere")
                .isEmpty();
    }

    /** All that the agent's sources and the launcher hold as text; a message that is broken over lines is whole here. */
    private static String said() throws IOException {
        var text = new StringBuilder(Files.readString(PACKAGING.resolve("bin/mach-agent")));
        for (var sources : List.of(Path.of("src/main/java"), Path.of("../schemas/src/main/java"))) {
            for (var file : javaFiles(sources)) {
                text.append(Files.readString(file).replaceAll(JOINED, ""));
            }
        }
        return text.toString();
    }

    private static List<Path> javaFiles(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Map<String, CommandLine> commands() {
        return AgentMain.commands(System.out).getSubcommands();
    }

    private static List<String> matches(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
