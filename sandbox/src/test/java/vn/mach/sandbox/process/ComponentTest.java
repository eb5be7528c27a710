package vn.mach.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Patience;

class ComponentTest {
    private static final String SERVE = "echo 'INFO  EchoMain ready'; exec sleep 60";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream report = new ByteArrayOutputStream();
    private Supervisor supervisor;

    @BeforeEach
    void open() {
        supervisor = supervisor();
    }

    @AfterEach
    void close() {
        supervisor.close();
    }

    @Test
    void starting_returns_when_the_process_says_that_it_is_ready() {
        var component = supervisor.start(shell("sleep 0.2; " + SERVE));

        assertThat(component.isReady()).isTrue();
        assertThat(ProcessHandle.of(component.pid())).isPresent();
    }

    @Test
    void a_process_that_ends_before_it_is_ready_fails_with_its_last_words() {
        assertThatThrownBy(() -> supervisor.start(shell("echo 'config.yaml: kafka.bootstrap is missing'; exit 2")))
                .hasMessageContaining("echo ended with code 2")
                .hasMessageContaining("config.yaml: kafka.bootstrap is missing");
    }

    @Test
    void a_process_that_never_becomes_ready_is_killed() {
        var slow = shell("exec sleep 60").withPatience(Duration.ofMillis(200));

        assertThatThrownBy(() -> supervisor.start(slow)).hasMessageContaining("was not ready");
        assertThat(supervisor.find("echo").orElseThrow().isAlive()).isFalse();
    }

    @Test
    void a_process_killed_on_purpose_stays_down_until_it_is_restarted() {
        var component = supervisor.start(shell(SERVE));

        component.kill9();
        Patience.pause(Duration.ofMillis(100));
        assertThat(component.isAlive()).isFalse();

        component.restart();
        assertThat(component.isReady()).isTrue();
    }

    @Test
    void a_process_that_dies_by_itself_is_brought_back_and_the_user_is_told() {
        var component = supervisor.start(shell(SERVE));
        var former = component.pid();

        ProcessHandle.of(former).orElseThrow().destroyForcibly();

        assertThat(Patience.until(() -> component.isReady() && component.pid() != former, Duration.ofSeconds(5)))
                .isTrue();
        assertThat(Patience.until(() -> report().contains("echo is back"), Duration.ofSeconds(1)))
                .isTrue();
        assertThat(report()).contains("echo died");
    }

    @Test
    void closing_leaves_nothing_running() {
        var component = supervisor.start(shell(SERVE));
        var process = ProcessHandle.of(component.pid()).orElseThrow();

        supervisor.close();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void a_process_stopped_while_it_starts_is_not_reported_as_ended_by_itself() throws InterruptedException {
        var slow = shell("exec sleep 60");
        var starting = new Thread(() -> assertThatThrownBy(() -> supervisor.start(slow))
                .hasMessage("echo was stopped while it was being started"));
        var failures = new ArrayList<Throwable>();
        starting.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));

        starting.start();
        assertThat(Patience.until(
                        () -> supervisor.find("echo").filter(Component::isAlive).isPresent(), Duration.ofSeconds(5)))
                .isTrue();
        supervisor.close();
        starting.join();

        assertThat(failures).isEmpty();
    }

    @Test
    void what_a_killed_sandbox_left_running_is_ended_by_the_next() {
        var component = supervisor.start(shell(SERVE));
        var orphan = ProcessHandle.of(component.pid()).orElseThrow();
        supervisor = supervisor(); // as if the first had been killed

        assertThat(pids().endLeftoversBut("echo")).isEmpty();
        assertThat(orphan.isAlive()).isTrue();

        assertThat(pids().endLeftoversBut("postgres")).containsExactly("echo");
        assertThat(orphan.isAlive()).isFalse();
    }

    @Test
    void an_orphan_that_nobody_reaps_counts_as_ended() throws IOException {
        // Given an orphan whose parent, like the first process of many containers, reaps nobody
        var parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
        try (var said = parent.inputReader()) {
            var orphan = Long.parseLong(said.readLine());
            pids().record("orphan", ProcessHandle.of(orphan).orElseThrow());

            // When the next sandbox ends it
            assertThat(pids().endLeftoversBut("postgres")).containsExactly("orphan");

            // Then it has ended, though its number is still there, and the start after that finds nothing
            assertThat(Files.readString(Path.of("/proc/" + orphan + "/stat"))).contains(") Z ");
            assertThat(pids().endLeftoversBut("postgres")).isEmpty();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void a_number_that_is_another_process_by_now_is_left_alone() throws IOException {
        var component = supervisor.start(shell(SERVE));
        var entry = directory.resolve("run/echo.pid");
        Files.writeString(entry, Files.readString(entry).replaceFirst("(?m)^started=.*$", "started=another boot 1"));

        assertThat(pids().endLeftoversBut("postgres")).isEmpty();
        assertThat(component.isAlive()).isTrue();
    }

    @Test
    void a_secret_reaches_the_process_through_its_environment_only() throws IOException {
        var launch = new Launch(
                "echo",
                List.of("sh", "-c", "echo \"$PASSWORD\" | wc -c; " + SERVE),
                Map.of("PASSWORD", new Secret("four")),
                ready());
        var component = supervisor.start(launch);

        assertThat(component.logged("5")).isTrue();
        assertThat(Files.readString(Path.of("/proc/" + component.pid() + "/cmdline")))
                .doesNotContain("four");
        assertThat(launch.toString()).doesNotContain("four");
    }

    private Launch shell(String script) {
        return new Launch("echo", List.of("sh", "-c", script), Map.of(), ready());
    }

    private static Readiness ready() {
        return Readiness.logged(Pattern.compile("\\bEchoMain ready\\b"));
    }

    private Supervisor supervisor() {
        return new Supervisor(directory, pids(), new PrintStream(report, true, StandardCharsets.UTF_8));
    }

    private PidRegistry pids() {
        return new PidRegistry(directory.resolve("run"));
    }

    private String report() {
        return report.toString(StandardCharsets.UTF_8);
    }
}
