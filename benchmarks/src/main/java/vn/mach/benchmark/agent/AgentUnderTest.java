package vn.mach.benchmark.agent;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.mach.connection.Secret;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.process.Launch;

/** The agent as the sandbox has started it, or its engine alone in its place, in a JVM of the same size and flags. */
final class AgentUnderTest {
    /** Options for both JVMs, such as those of a profiler. */
    private static final String OPTIONS = System.getProperty("mach.benchmark.jvm", "");

    private static final int HEAP_MEGABYTES = 256;

    /** By name: Debezium is on the other JVM's class path only. */
    private static final String ENGINE = "vn.mach.benchmark.agent.DroppingEngine";

    private final Sandbox sandbox;
    private final AgentSetup setup;
    private boolean running = true;

    AgentUnderTest(Sandbox sandbox, AgentSetup setup) {
        this.sandbox = sandbox;
        var secrets = new HashMap<>(setup.secrets());
        if (!OPTIONS.isEmpty()) {
            secrets.put("JAVA_TOOL_OPTIONS", new Secret(OPTIONS));
        }
        this.setup = new AgentSetup(setup.id(), setup.configuration(), secrets);
    }

    /** Returns when the agent streams. */
    void start() {
        sandbox.startAgent(setup);
        running = true;
    }

    /** Nothing happens if it does not run. */
    void stop() {
        if (running) {
            sandbox.stopAgent(setup.id());
            running = false;
        }
    }

    Duration cpu() {
        return process().info().totalCpuDuration().orElseThrow();
    }

    long pid() {
        return sandbox.agent(setup.id()).pid();
    }

    private ProcessHandle process() {
        return ProcessHandle.of(pid()).orElseThrow();
    }

    /**
     * Runs the engine with a consumer that drops everything until it has told so many rows.
     *
     * @param asShipped without what the agent adds to it
     */
    Took engineAlone(int rows, String table, boolean asShipped) {
        var launch = Launch.main(
                "engine",
                sandbox.home(),
                "cdc-agents",
                ENGINE,
                HEAP_MEGABYTES,
                List.of(file().toString(), Integer.toString(rows), table, Boolean.toString(asShipped)),
                setup.secrets());
        var command = new ArrayList<>(launch.command());
        int classPath = command.indexOf("-cp") + 1;
        var own = sandbox.home().directory().resolve("benchmarks/target/benchmarks.jar");
        command.set(classPath, command.get(classPath) + File.pathSeparator + own);
        // As the sandbox starts the agent: the kernel shares processors between sessions first.
        command.add(0, "/usr/bin/setsid");
        command.add(1, "--wait");
        return took(run(command, launch.secrets()));
    }

    private Path file() {
        return sandbox.data().configuration().resolve("agent." + setup.id() + ".yaml");
    }

    private static Took took(String said) {
        var words = said.split(" ", -1);
        if (words.length != 4 || !words[0].equals("millis")) {
            throw new IllegalStateException("the engine ended without a figure: " + said);
        }
        return new Took(Long.parseLong(words[1]), Long.parseLong(words[3]), 0);
    }

    /** The last line that the process says, or the first if it fails. */
    private static String run(List<String> command, Map<String, Secret> secrets) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            secrets.forEach((variable, secret) -> builder.environment().put(variable, secret.value()));
            var process = builder.start();
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                var said = lines.lines().toList();
                process.waitFor();
                return said.isEmpty() ? "" : said.get(process.exitValue() == 0 ? said.size() - 1 : 0);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the engine cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * How long it took from the first row to the last.
     *
     * @param cpuMillis of the whole process
     * @param transactions in Kafka
     */
    record Took(long millis, long cpuMillis, int transactions) {
        double rate(int rows) {
            return rows * 1_000.0 / millis;
        }
    }
}
