package vn.mach.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.SandboxFailure;

/** One command of an agent's command line, as a DBA would type it, run to its end. */
public final class AgentCommand {
    private static final int PATIENCE_SECONDS = 60;

    private AgentCommand() {}

    /**
     * What came of it.
     *
     * @param said on both outputs
     */
    public record Answer(int code, String said) {}

    /** Runs {@code command CONFIG options...}. */
    public static Answer run(Sandbox sandbox, AgentSetup setup, String command, String... options) {
        var line = new ArrayList<>(List.of(
                Home.java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                sandbox.home().classPath("cdc-agents"),
                "vn.mach.agent.AgentMain",
                command,
                new Configurations(sandbox.data()).agent(setup).toString()));
        line.addAll(List.of(options));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        setup.secrets().forEach((name, secret) -> builder.environment().put(name, secret.value()));
        try {
            var process = builder.start();
            var said = CompletableFuture.supplyAsync(() -> read(process));
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw SandboxFailure.broken(command + " of " + setup.id() + " did not end: " + said.join());
            }
            return new Answer(process.exitValue(), said.join());
        } catch (IOException e) {
            throw SandboxFailure.broken(command + " of " + setup.id() + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxFailure.broken(command + " of " + setup.id() + " was interrupted", e);
        }
    }

    private static String read(Process process) {
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }
}
