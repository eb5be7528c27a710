package vn.mach.sandbox.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.sandbox.host.Home;

/** The agent as a DBA has it: launched from bin/, with the files that the package and its document offer. */
class AgentDistributionIT {
    private static final Path CHECKOUT = Home.find().directory();
    private static final Path PACKAGING = CHECKOUT.resolve("cdc-agents/src/packaging");
    private static final Path BUILT = CHECKOUT.resolve("cdc-agents/target");
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\\n(.*?)```");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+)}");
    private static final Pattern MODULES = Pattern.compile("<runtime\\.modules>(.*)</runtime\\.modules>");

    /** Only in annotations that Jackson looks for and in setters that nobody calls. */
    private static final Set<String> NEVER_LOADED = Set.of("java.desktop");

    @TempDir
    private static Path directory;

    private static Path launcher;

    @BeforeAll
    static void unpack() throws IOException {
        launcher = Files.createDirectories(directory.resolve("agent/bin")).resolve("mach-agent");
        Files.copy(PACKAGING.resolve("bin/mach-agent"), launcher);
        var lib = Files.createDirectories(directory.resolve("agent/lib"));
        for (var jar : jars()) {
            Files.copy(jar, lib.resolve(jar.getFileName()));
        }
    }

    @Test
    void its_help_names_the_commands_and_its_version_is_that_of_the_build() throws Exception {
        assertThat(launch("help")).startsWith("0 Usage: mach-agent").contains("check", "plan", "run");
        assertThat(launch("--version"))
                .isEqualTo("0 mach-agent "
                        + Files.readString(CHECKOUT.resolve("cdc-agents/pom.xml"))
                                .replaceAll("(?s).*?<parent>.*?<version>(.*?)</version>.*", "$1")
                        + "\n");
    }

    @Test
    void a_wrong_file_ends_with_2_in_one_line() throws Exception {
        assertThat(launch("check", "none.yaml"))
                .isEqualTo("2 none.yaml: no such file: give the path of the YAML configuration\n");
    }

    @Test
    void the_example_and_each_yaml_of_the_document_are_accepted() throws Exception {
        var files = new ArrayList<String>();
        files.add(Files.readString(PACKAGING.resolve("conf/agent.yaml.example")));
        for (var document : List.of("docs/agents.md", "cdc-agents/README.md")) {
            var found = YAML.matcher(Files.readString(CHECKOUT.resolve(document)))
                    .results()
                    .map(block -> block.group(1))
                    .toList();
            assertThat(found).as(document).isNotEmpty();
            files.addAll(found);
        }

        for (var yaml : files) {
            assertThat(read(yaml)).as(yaml).startsWith("0 AgentConfig[");
        }
    }

    @Test
    void the_java_that_is_packed_has_each_module_that_the_agent_refers_to() throws Exception {
        var packed = MODULES.matcher(Files.readString(CHECKOUT.resolve("cdc-agents/pom.xml")));
        assertThat(packed.find()).isTrue();
        var said = new StringWriter();
        var arguments = new ArrayList<>(List.of(
                "--multi-release",
                "17",
                "--ignore-missing-deps",
                "--print-module-deps",
                "--class-path",
                BUILT.resolve("lib") + "/*"));
        jars().forEach(jar -> arguments.add(jar.toString()));

        var code = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(said, true), new PrintWriter(said, true), arguments.toArray(String[]::new));

        assertThat(code).as(said.toString()).isZero();
        var needed = new ArrayList<>(
                List.of(said.toString().lines().reduce((a, b) -> b).orElse("").split(",")));
        assertThat(needed).contains("java.base", "java.sql");
        needed.removeAll(NEVER_LOADED);
        assertThat(packed.group(1).split(",")).containsAll(needed);
    }

    private static List<Path> jars() throws IOException {
        try (var files = Files.list(BUILT.resolve("lib"))) {
            var jars = new ArrayList<>(files.toList());
            jars.add(BUILT.resolve("cdc-agents.jar"));
            return jars;
        }
    }

    private String launch(String... arguments) throws Exception {
        var builder = new ProcessBuilder("/bin/sh", launcher.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return run(builder);
    }

    private String read(String yaml) throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "0123456789abcdef".repeat(4));
        var file = Files.writeString(
                directory.resolve("agent.yaml"), yaml.replaceAll("\\$\\{file:[^}]+}", "\\${file:" + secret + "}"));
        var classes = CHECKOUT.resolve("sandbox/target/test-classes");
        var builder = new ProcessBuilder(
                Home.java(),
                "-cp",
                classes + File.pathSeparator + Home.find().classPath("cdc-agents"),
                ReadConfiguration.class.getName(),
                "vn.mach.agent.config.AgentConfig",
                file.toString(),
                "vn.mach.agent.AgentMain");
        builder.environment().clear();
        VARIABLE.matcher(yaml).results().forEach(name -> builder.environment()
                .put(name.group(1), "a secret of 16 characters or more"));
        return run(builder);
    }

    private String run(ProcessBuilder builder) throws Exception {
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }
}
