package vn.mach.sandbox;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.SandboxFailure;

/** {@code ./mach sandbox} and {@code ./mach prove}. */
@Command(
        name = "mach",
        description = "Mạch on this machine",
        subcommands = {SandboxCommand.class, ProveCommand.class})
public final class SandboxMain {
    /** Held, since a logger nobody holds forgets its level. */
    private static final Logger ROOT = Logger.getLogger("");

    private SandboxMain() {}

    public static void main(String[] arguments) {
        ROOT.setLevel(Level.WARNING); // libraries that log past SLF4J
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new SandboxMain())
                .registerConverter(Endpoint.class, Endpoint::of)
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, given) -> misused(e))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e))
                .execute(arguments);
    }

    private static int misused(ParameterException e) {
        var cause = e.getCause() instanceof SandboxFailure failure ? failure.getMessage() : e.getMessage();
        System.err.println("mach: " + cause + " (./mach help)");
        return 2;
    }

    private static int failed(Exception e) {
        return say(e, FailureLine.of(lineOf(e)));
    }

    /** Says in one line why a sandbox with this data directory cannot go on; answers the exit code. */
    static int failed(Exception e, Path data) {
        return say(e, FailureLine.of(lineOf(e), data));
    }

    private static int say(Exception e, String line) {
        if (isEnding()) {
            return 1; // what breaks while everything is being stopped is no failure
        }
        var log = LoggerFactory.getLogger(SandboxMain.class);
        System.err.println("mach: " + line);
        if (e instanceof SandboxFailure failure) {
            log.debug("stopped", e);
            return failure.exitCode();
        }
        log.error("stopped by a defect", e);
        return 1;
    }

    private static String lineOf(Exception e) {
        return e instanceof SandboxFailure failure
                ? Objects.requireNonNullElse(failure.getMessage(), "stopped")
                : "a defect of Mạch, please report it with sandbox.log of the data directory: " + e;
    }

    /**
     * Says that the broker has died and ends everything, from another thread: the one that met the fault belongs to the broker, which
     * the exit will wait for.
     */
    static void endTheJvm(String fault, Path data) {
        if (isEnding()) {
            return;
        }
        System.err.println("mach: " + FailureLine.of("Kafka has stopped: " + fault + " (see sandbox.log)", data));
        new Thread(() -> System.exit(1), "broker-fault").start();
    }

    /** Ctrl-C or a fault has begun to end the JVM: it takes no more hooks. */
    private static boolean isEnding() {
        var hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
