package vn.mach.sandbox;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

    /** Says in one line why it cannot go on; answers the exit code. */
    static int failed(Exception e) {
        if (e instanceof SandboxFailure failure) {
            LoggerFactory.getLogger(SandboxMain.class).debug("stopped", e);
            System.err.println("mach: " + failure.getMessage());
            return failure.exitCode();
        }
        LoggerFactory.getLogger(SandboxMain.class).error("stopped by a defect", e);
        System.err.println("mach: a defect of Mạch, please report it with sandbox.log of the data directory: " + e);
        return 1;
    }
}
