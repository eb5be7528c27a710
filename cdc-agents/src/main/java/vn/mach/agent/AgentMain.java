package vn.mach.agent;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TimeZone;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.operate.AdminClient;
import vn.mach.agent.operate.AdminServer;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;

/**
 * The process next to a database. Exit codes: 0 ended on request, 1 failed while running, 2 misconfigured, 3 a gap, 4 another process
 * has taken over.
 */
@Command(
        name = "mach-agent",
        mixinStandardHelpOptions = true,
        versionProvider = AgentMain.Version.class,
        subcommands = CommandLine.HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Captures the declared columns of a database into dataset topics.")
public final class AgentMain {
    private static final String RUN = "run";

    private final PrintStream out;

    private AgentMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        // The driver and Debezium pass times without a zone through the zone of the process; Viet Nam's was +07:06:30
        // before 1911, which would move every older time.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        if (args.length > 0 && !args[0].equals(RUN)) {
            // What the other commands print is their answer; libraries would write between its lines.
            System.setProperty("logback.statusListenerClass", "ch.qos.logback.core.status.NopStatusListener");
            System.setProperty("mach.log", "OFF");
            System.setProperty("mach.log.libraries", "OFF");
        }
        System.exit(commands(System.out).execute(args));
    }

    static CommandLine commands(PrintStream out) {
        return new CommandLine(new AgentMain(out)).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Of the jar; there is none where classes are run. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "mach-agent "
                        + Objects.requireNonNullElse(
                                AgentMain.class.getPackage().getImplementationVersion(), "")
            };
        }
    }

    /** How findings are printed. */
    enum Format {
        TEXT,
        JSON
    }

    /** Captures until it is told to stop or cannot go on. */
    @Command(name = RUN, description = "Captures until it is told to stop.")
    int run(@Parameters(paramLabel = "CONFIG", description = "The agent's YAML file.") Path file) {
        return with(file, config -> {
            var log = LoggerFactory.getLogger(AgentMain.class);
            var agent = new Agent(config, () -> log.atInfo().log("ready"));
            var admin = config.admin().isOff() ? null : AdminServer.open(file, config, agent.operations());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(agent, admin), "stop"));
            agent.run();
            return 0;
        });
    }

    private static void close(Agent agent, @Nullable AdminServer admin) {
        agent.close();
        if (admin != null) {
            admin.close();
        }
    }

    /** Looks at everything the agent needs; ends with 1 if something failed. */
    @Command(
            name = "check",
            description = "Says everything the agent needs, each with verdict, detail and remedy; changes nothing.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:no FAIL; an agent can capture, read the WARNs",
                "1:at least one FAIL",
                "2:the file or the usage is wrong"
            })
    int check(
            @Parameters(paramLabel = "CONFIG", description = "The agent's YAML file.") Path file,
            @Option(names = "--format", defaultValue = "text", description = "text or json") Format format,
            @Option(names = "--sql", description = "Prints what the DBA runs instead.") boolean sql) {
        return with(file, config -> {
            if (sql) {
                out.print(AgentCheck.sql(config));
                return 0;
            }
            var report = AgentCheck.run(config);
            out.print(format == Format.JSON ? report.json() : report.text());
            return report.exitCode();
        });
    }

    /** Prints what would be captured. */
    @Command(
            name = "plan",
            description = "Says what the agent would capture, with the Avro schemas; creates nothing.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:the plan is printed",
                "1:database, Kafka or schema registry does not answer",
                "2:the file or the usage is wrong, or a dataset is not registered"
            })
    int plan(
            @Parameters(paramLabel = "CONFIG", description = "The agent's YAML file.") Path file,
            @Option(names = "--format", defaultValue = "text", description = "text or json") Format format) {
        return with(file, config -> {
            var plan = AgentPlan.of(config);
            out.print(format == Format.JSON ? plan.json() : plan.text());
            return 0;
        });
    }

    /** Says what the agent that runs with this file does. */
    @Command(name = "status", description = "Says what the running agent does.")
    int status(@Mixin Asked asked) {
        return asked.of(out, AdminClient::status);
    }

    /** Stands the running agent still. */
    @Command(
            name = "pause",
            description = {
                "Stands the running agent still, until it is resumed or started again.",
                "The database keeps its log for it meanwhile, up to database.log-budget."
            })
    int pause(@Mixin Asked asked) {
        return asked.of(out, AdminClient::pause);
    }

    /** Lets it go on. */
    @Command(name = "resume", description = "Lets a paused agent go on.")
    int resume(@Mixin Asked asked) {
        return asked.of(out, AdminClient::resume);
    }

    /** Has it read tables and publish every row. */
    @Command(
            name = "snapshot",
            description = "Has the agent read tables again beside the stream, and publish every row.")
    int snapshot(@Mixin Asked asked, @Mixin Tables tables) {
        return asked.reread(out, tables, Standing.Reread.EVERYTHING, agent -> agent.snapshot(tables.names()));
    }

    /** Has it read tables and publish what differs. */
    @Command(
            name = "resync",
            description = "Has the agent read tables again beside the stream, publish what differs, and close a gap.")
    int resync(@Mixin Asked asked, @Mixin Tables tables) {
        return asked.reread(out, tables, Standing.Reread.DIFFERENCES, agent -> agent.resync(tables.names()));
    }

    private static int with(Path file, ToIntFunction<AgentConfig> command) {
        return with(file, AgentConfig.class, command);
    }

    static <T> int with(Path file, Class<T> type, ToIntFunction<T> command) {
        try {
            return command.applyAsInt(ConfigFile.read(file, type));
        } catch (IllegalConfiguration e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (AgentFailure e) {
            LoggerFactory.getLogger(AgentMain.class).atDebug().setCause(e).log("ends");
            System.err.println(e.getMessage());
            return e.exitCode();
        }
    }
}
