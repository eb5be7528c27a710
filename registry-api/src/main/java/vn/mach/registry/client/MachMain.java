package vn.mach.registry.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** {@code MachMain COMMAND …}: see {@link Mach}. */
public final class MachMain {
    private MachMain() {}

    public static void main(String[] args) {
        // What a command prints is its answer; libraries would write between its lines.
        System.setProperty("logback.statusListenerClass", "ch.qos.logback.core.status.NopStatusListener");
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        System.exit(commands(System.getenv(), System.in, out, err).execute(args));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    static CommandLine commands(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        var mach = new Mach(environment, out);
        var audit = new CommandLine(new AuditCommands()).addSubcommand(new AuditCommands.Verify(mach, err));
        return new CommandLine(mach)
                .addSubcommand(new DeclarationCommands.Export(mach))
                .addSubcommand(new DeclarationCommands.Plan(mach, in))
                .addSubcommand(new DeclarationCommands.Apply(mach, in))
                .addSubcommand("audit", audit)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, args) -> {
                    line(err, e.getMessage() + "; see 'mach --help'");
                    return Failure.UNUSABLE;
                })
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof Failure failure) {
                        line(err, String.valueOf(failure.getMessage()));
                        return failure.exitCode();
                    }
                    line(err, "a fault of this command: " + e);
                    return Failure.UNUSABLE;
                });
    }

    /** Nothing else on the standard error: a script shows it as it is. */
    private static void line(PrintStream err, String line) {
        err.println("mach: " + Cell.plain(line));
    }
}
