package vn.mach.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.sandbox.host.Home;

/** What {@code ./mach} says when it is used wrongly: one line, exit code 2, and nothing is touched. */
class CommandLineTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka=99999", "kafka=-5", "kafka=0", "kafka=20000,api=20000", "kafka=many", "fax=20000"})
    void wrong_ports_are_one_line_and_exit_code_2_before_anything_is_erased(String ports) throws IOException {
        Files.writeString(directory.resolve("lock"), "");
        var kept = Files.writeString(directory.resolve("secrets.properties"), "kept=yes");

        var code = SandboxMain.run("sandbox", "--fresh", "--data", directory.toString(), "--ports", ports);

        assertThat(code).isEqualTo(2);
        assertThat(said()).startsWith("mach: ").contains("--ports").hasLineCount(1);
        assertThat(kept).exists();
    }

    @Test
    void a_broken_java_is_one_line_and_exit_code_2() throws Exception {
        var bin = Files.createDirectories(directory.resolve("bin"));
        var java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        var script = Home.find().directory().resolve("mach").toString();
        var mach = new ProcessBuilder(script, "sandbox").redirectErrorStream(true);
        mach.environment().put("JAVA_HOME", directory.toString());

        var process = mach.start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("mach: " + java)
                .contains("Mạch needs 17 or newer")
                .hasLineCount(1);
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).strip();
    }
}
