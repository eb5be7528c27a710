package vn.mach.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.SandboxFailure;

/** The router's command line, as an operator would type it, run to its end. */
public final class RouterCommand {
    private static final int PATIENCE_SECONDS = 60;

    private RouterCommand() {}

    /** {@code replay CONFIG dataset options...}: what it said; a command that fails is a failure of the sandbox. */
    public static String replay(Sandbox sandbox, DatasetId dataset, String... options) {
        var line = new ArrayList<>(List.of(
                Home.java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                sandbox.home().classPath("streams-processor"),
                "vn.mach.router.RouterMain",
                "replay",
                sandbox.data().configuration().resolve(Sandbox.ROUTER + ".yaml").toString(),
                dataset.toString()));
        line.addAll(List.of(options));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment()
                .put(
                        Configurations.KAFKA_PASSWORD,
                        sandbox.secret(StartSequence.ROUTER_KAFKA).value());
        builder.environment()
                .put(
                        Configurations.PSEUDONYM_SECRET,
                        sandbox.secret("pseudonym").value());
        try {
            return said(builder.start());
        } catch (IOException e) {
            throw SandboxFailure.broken("replay of " + dataset + " cannot be started", e);
        }
    }

    private static String said(Process process) throws IOException {
        var said = CompletableFuture.supplyAsync(() -> read(process));
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw SandboxFailure.broken("replay did not end: " + said.join());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxFailure.broken("replay was interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw SandboxFailure.broken("replay ended with code " + process.exitValue() + ": " + said.join());
        }
        return said.join().strip();
    }

    private static String read(Process process) {
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }
}
