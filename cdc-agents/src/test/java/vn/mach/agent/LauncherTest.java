package vn.mach.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bin/mach-agent starts, and what it says when it cannot. Its Javas are scripts: which one is taken is the question. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("src/packaging/bin/mach-agent");

    @TempDir
    private Path directory;

    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        home = Files.createDirectories(directory.resolve("a place/mach-agent-1"))
                .toRealPath();
        Files.createDirectories(home.resolve("conf"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(LAUNCHER, home.resolve("bin/mach-agent"));
        var path = Files.createDirectories(directory.resolve("path"));
        for (var tool : List.of("dirname", "readlink", "sed")) {
            Files.writeString(executable(path.resolve(tool)), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
        }
    }

    @Test
    void its_own_java_is_taken_and_every_argument_passed_on_as_it_is() throws Exception {
        java(home.resolve("runtime/bin/java"), "17", "own");
        java(directory.resolve("other/bin/java"), "25", "other");
        Files.createFile(home.resolve("conf/logback.xml"));

        var said = launch(Map.of("JAVA_HOME", directory + "/other"), "check", "a file.yaml", "--format", "*");

        assertThat(said.code()).isZero();
        assertThat(said.text())
                .startsWith("own\n")
                .contains("-Dlogback.configurationFile=" + home + "/conf/logback.xml\n")
                .endsWith("-cp\n" + home + "/lib/*\nvn.mach.agent.AgentMain\ncheck\na file.yaml\n--format\n*\n");
    }

    @Test
    void a_link_to_it_finds_its_home() throws Exception {
        java(home.resolve("runtime/bin/java"), "17", "own");
        Files.createSymbolicLink(directory.resolve("link"), home.resolve("bin/mach-agent"));

        assertThat(launch(directory.resolve("link"), Map.of(), "plan").text()).contains(home + "/lib/*");
    }

    @Test
    void a_java_that_is_old_or_does_not_start_is_passed_over() throws Exception {
        Files.writeString(executable(home.resolve("runtime/bin/java")), "#!/bin/sh\nexit 127\n");
        java(directory.resolve("old/bin/java"), "1.8", "old");
        java(directory.resolve("path/java"), "21", "on the path");

        assertThat(launch(Map.of("JAVA_HOME", directory + "/old"), "run", "a.yaml")
                        .text())
                .startsWith("on the path\n");
    }

    @Test
    void without_any_it_ends_with_2_and_says_what_to_install() throws Exception {
        java(directory.resolve("old/bin/java"), "11", "old");

        var said = launch(Map.of("JAVA_HOME", directory + "/old"), "run", "a.yaml");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.text())
                .startsWith("mach-agent: no Java 17 or newer: " + directory + "/old/bin/java (Java 11);")
                .contains("install one", "set JAVA_HOME")
                .hasLineCount(1);
    }

    @Test
    void options_for_java_follow_its_own_so_that_they_win() throws Exception {
        java(home.resolve("runtime/bin/java"), "17", "own");

        var said = launch(Map.of("MACH_AGENT_JAVA_OPTS", "-Xmx1g -Da=b"), "run", "a.yaml");

        assertThat(said.text()).contains("-Xmx1g\n-Da=b\n-cp\n");
        assertThat(said.text().indexOf("-Xmx512m")).isBetween(0, said.text().indexOf("-Xmx1g"));
    }

    /** Tells its version when asked for it, else its name and arguments. */
    private void java(Path file, String version, String name) throws IOException {
        Files.writeString(
                executable(file),
                "#!/bin/sh\n[ \"$2\" = -version ] && echo '    java.specification.version = " + version
                        + "' >&2 || printf '%s\\n' '" + name + "' \"$@\"\n");
    }

    private static Path executable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    private Said launch(Map<String, String> environment, String... arguments) throws Exception {
        return launch(home.resolve("bin/mach-agent"), environment, arguments);
    }

    private Said launch(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
        var builder = new ProcessBuilder("/bin/sh", launcher.toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", directory.resolve("path").toString());
        var process = builder.start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private record Said(int code, String text) {}
}
