package vn.mach.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Patience;

/** The sandbox as its user starts it: a process that can be killed. */
class SandboxRestartIT {
    private static final Path DATA = Home.find().directory().resolve("sandbox/target/restart-it");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private @Nullable Process running;

    @AfterEach
    void nothing_is_left_running() throws InterruptedException {
        if (running != null && running.isAlive()) {
            running.destroy();
            running.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_sandbox_killed_during_the_reorganisation_comes_back_with_its_data_and_equal_views() throws Exception {
        Files.createDirectories(DATA);
        var first = DATA.resolve("first.out");
        var second = DATA.resolve("second.out");

        // Given a story that has reached the re-organisation
        running = sandbox(first, "--fresh", "--story-only");
        assertThat(Patience.until(() -> !alive() || says(first, "4. The re-organisation"), PATIENCE))
                .isTrue();
        assertThat(alive()).as(Files.readString(first)).isTrue();

        // When the sandbox is killed with -9 in the middle of it, and started again
        running.destroyForcibly().waitFor();
        running = sandbox(second, "--story-only");
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        // Then it ended what was left running, and every view equals its SELECT
        assertThat(Files.readString(second))
                .contains("left behind by a sandbox that was killed")
                .contains("comparisons equal")
                .doesNotContain("DIFFERENT");
        assertThat(running.exitValue()).as(Files.readString(second)).isZero();
    }

    private boolean alive() {
        return running != null && running.isAlive();
    }

    private static boolean says(Path output, String text) {
        try {
            return Files.exists(output) && Files.readString(output).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    private static Process sandbox(Path output, String... arguments) throws IOException {
        var home = Home.find();
        var command = new ArrayList<>(List.of(
                Home.java(),
                "-Dmach.home=" + home.directory(),
                "-cp",
                System.getProperty("java.class.path"),
                "vn.mach.sandbox.SandboxMain",
                "sandbox",
                "--data",
                DATA.resolve("data").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
