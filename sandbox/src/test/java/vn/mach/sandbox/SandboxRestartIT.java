package vn.mach.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.postgres.PostgresServer;
import vn.mach.sandbox.process.PidRegistry;

/** The sandbox as its user starts it: a process that can be killed. */
class SandboxRestartIT {
    private static final Path PLACE = Home.find().directory().resolve("sandbox/target/restart-it");
    private static final Path DATA = PLACE.resolve("data");
    private static final Path AGENT_LOG = DATA.resolve("logs/agent.gso.statistics.log");
    private static final Pattern DONE_BEFORE = Pattern.compile("an earlier story has done it: (\\d+) provinces");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private @Nullable Process running;
    private String ports = "";

    @BeforeEach
    void choose_free_ports() throws IOException {
        Files.createDirectories(PLACE);
        var free = Ports.settleOnFreePorts(Files.createTempFile(PLACE, "ports", ".properties"));
        ports = Arrays.stream(Endpoint.values())
                .map(endpoint -> endpoint.label() + "=" + free.of(endpoint))
                .collect(Collectors.joining(","));
    }

    @AfterEach
    void nothing_is_left_running() throws InterruptedException {
        if (running != null && running.isAlive()) {
            running.destroy();
            running.waitFor(30, TimeUnit.SECONDS);
        }
        new PidRegistry(DATA.resolve("run")).endLeftoversBut(PostgresServer.NAME); // of the one that was killed
        PostgresServer.stopLeftover(Home.find(), DATA.resolve("postgres"));
    }

    @Test
    void a_sandbox_killed_during_the_reorganisation_comes_back_with_its_data_and_equal_views() throws Exception {
        var first = PLACE.resolve("first.out");
        var second = PLACE.resolve("second.out");

        // Given a story in the middle of the re-organisation
        running = sandbox(first, "--fresh", "--story-only");
        assertThat(Patience.until(() -> !alive() || says(first, "10 of 34"), PATIENCE))
                .isTrue();
        assertThat(alive()).as(Files.readString(first)).isTrue();

        // When the sandbox is killed with -9, and started again
        running.destroyForcibly().waitFor();
        var loggedBefore = (int) Files.size(AGENT_LOG);
        running = sandbox(second, "--story-only");
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        // Then it ended what was left running, finished what was begun, and every view equals its SELECT
        var told = Files.readString(second);
        assertThat(running.exitValue()).as(told).isZero();
        assertThat(told)
                .contains("left behind by a sandbox that was killed")
                .contains("granted by an earlier story")
                .contains("34 provinces are left")
                .contains("comparisons equal")
                .doesNotContain("DIFFERENT");
        assertThat(provincesLeftBy(told)).isBetween(35, 62);

        // And the agent went on where it had been: it copied no table a second time
        var logged = Files.readAllBytes(AGENT_LOG);
        assertThat(text(logged, 0, loggedBefore)).contains("SNAPSHOTTING");
        assertThat(text(logged, loggedBefore, logged.length))
                .contains("STREAMING")
                .doesNotContain("SNAPSHOTTING");
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static int provincesLeftBy(String told) {
        var found = DONE_BEFORE.matcher(told);
        assertThat(found.find()).as(told).isTrue();
        return Integer.parseInt(found.group(1));
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

    private Process sandbox(Path output, String... arguments) throws IOException {
        var home = Home.find();
        var command = new ArrayList<>(List.of(
                Home.java(),
                "-Dmach.home=" + home.directory(),
                "-cp",
                System.getProperty("java.class.path"),
                "vn.mach.sandbox.SandboxMain",
                "sandbox",
                "--data",
                DATA.toString(),
                "--ports",
                ports));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
