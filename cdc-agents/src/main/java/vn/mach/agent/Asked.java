package vn.mach.agent;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.config.AdminTarget;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.operate.AdminClient;
import vn.mach.agent.operate.StatusText;
import vn.mach.agent.operate.View;

/** The arguments of a command that asks a running agent; the agent's own secrets need not be there. */
final class Asked {
    @Parameters(paramLabel = "CONFIG", description = "The YAML file that the agent runs with.")
    private @Nullable Path file;

    @Option(names = "--format", defaultValue = "text", description = "text or json")
    private AgentMain.@Nullable Format format;

    /** Asks, prints what the agent is then, and says what the command ends with. */
    int of(PrintStream out, Function<AdminClient, View> act) {
        var configuration = Objects.requireNonNull(file);
        return AgentMain.with(configuration, AdminTarget.class, target -> {
            var view = act.apply(AdminClient.find(configuration, target));
            out.print(format == AgentMain.Format.JSON ? StatusText.json(view) : StatusText.text(view));
            return 0;
        });
    }

    /** Asks the running agent to read tables again, or stores that for the next start. */
    int reread(PrintStream out, Tables tables, Standing.Reread how, Function<AdminClient, View> act) {
        return tables.atStart()
                ? AgentMain.with(
                        Objects.requireNonNull(file), AgentConfig.class, config -> tables.store(config, how, out))
                : of(out, act);
    }
}
