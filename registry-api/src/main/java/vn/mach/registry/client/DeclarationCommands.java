package vn.mach.registry.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The registry as a file that is kept under version control. */
final class DeclarationCommands {
    private DeclarationCommands() {}

    @Command(name = "export", description = "Writes agencies, datasets, views and grants as YAML.")
    static final class Export implements Runnable {
        private final Mach mach;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "Else the standard output.")
        private @Nullable Path file;

        Export(Mach mach) {
            this.mach = mach;
        }

        @Override
        public void run() {
            var yaml = mach.api().text("/export");
            if (file == null) {
                mach.out().print(yaml);
                return;
            }
            try {
                Files.writeString(file, yaml);
            } catch (IOException e) {
                throw Failure.unusable(file + " cannot be written: name a file in a directory that is yours");
            }
        }
    }

    @Command(name = "plan", description = "Shows what differs from a declaration.")
    static final class Plan implements Callable<Integer> {
        private final Mach mach;
        private final InputStream in;

        @Parameters(paramLabel = "FILE", description = "YAML as 'export' writes it; - for the standard input.")
        private String file = "-";

        @Option(names = "--exit-code", description = "End with 1 if anything differs.")
        private boolean exitCode;

        Plan(Mach mach, InputStream in) {
            this.mach = mach;
            this.in = in;
        }

        @Override
        public Integer call() {
            var plan = Api.json(mach.api().yaml("/plan", read(file, in), null));
            mach.print(plan, PlanText.of(plan));
            return exitCode && !PlanText.isEmpty(plan) ? 1 : 0;
        }
    }

    @Command(name = "apply", description = "Makes the registry as declared: all of it, or nothing.")
    static final class Apply implements Runnable {
        private final Mach mach;
        private final InputStream in;

        @Parameters(paramLabel = "FILE", description = "YAML as 'export' writes it; - for the standard input.")
        private String file = "-";

        Apply(Mach mach, InputStream in) {
            this.mach = mach;
            this.in = in;
        }

        /** On what the plan was made of: refused if that has changed since. */
        @Override
        public void run() {
            var yaml = read(file, in);
            var api = mach.api();
            var planned = api.yaml("/plan", yaml, null);
            var plan = Api.json(planned);
            if (PlanText.isEmpty(plan)) {
                mach.print(plan, PlanText.of(plan));
                return;
            }
            var done = Api.json(api.yaml(
                    "/apply", yaml, planned.headers().firstValue("ETag").orElse(null)));
            mach.print(done, PlanText.applied(done));
            if (done.path("access").asText().equals("pending")) {
                mach.out().println("Kafka has not followed yet: the registry goes on with it");
            }
        }
    }

    private static byte[] read(String file, InputStream in) {
        try {
            return file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException e) {
            throw Failure.unusable("there is no file " + file + ": give the path of a declaration, or - for the input");
        } catch (IOException e) {
            throw Failure.unusable(file + " cannot be read: give the path of a declaration, or - for the input");
        }
    }
}
