package vn.mach.registry.client;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import vn.mach.registry.audit.AuditVerify;

@Command(name = "audit", description = "The log of every act.")
final class AuditCommands {
    @Command(
            name = "verify",
            description = "Verifies an export of the log by itself: 0 it holds, 1 it does not, 2 it cannot be read.")
    static final class Verify implements Callable<Integer> {
        private final Mach mach;
        private final PrintStream err;

        @Parameters(index = "0", paramLabel = "FILE|URL")
        private String from = "";

        @Parameters(
                index = "1..*",
                arity = "0..2",
                paramLabel = "SEQ HASH",
                description = "The anchor that an earlier run printed.")
        private List<String> anchor = List.of();

        Verify(Mach mach, PrintStream err) {
            this.mach = mach;
            this.err = err;
        }

        @Override
        public Integer call() {
            var args = new ArrayList<String>();
            args.add(from);
            args.addAll(anchor);
            return AuditVerify.run(args.toArray(String[]::new), mach.token(), mach.out(), err);
        }
    }
}
