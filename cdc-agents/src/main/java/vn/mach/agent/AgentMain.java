package vn.mach.agent;

import java.nio.file.Path;
import java.util.TimeZone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;

/** The process next to a database. Exit codes: 0 ended on request, 1 failed while running, 2 misconfigured, 3 a gap. */
@Command(
        name = "agent",
        synopsisSubcommandLabel = "COMMAND",
        description = "Captures the declared columns of a database into dataset topics.")
public final class AgentMain {
    private static final Logger LOG = LoggerFactory.getLogger(AgentMain.class);

    private AgentMain() {}

    public static void main(String[] args) {
        // The driver and Debezium pass times without a zone through the zone of the process; Viet Nam's was +07:06:30
        // before 1911, which would move every older time.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        System.exit(new CommandLine(new AgentMain()).execute(args));
    }

    /** Captures until it is told to stop or cannot go on. */
    @Command(name = "run", description = "Captures until it is told to stop.")
    int run(@Parameters(paramLabel = "CONFIG", description = "The agent's YAML file.") Path file) {
        try {
            var config = ConfigFile.read(file, AgentConfig.class);
            var agent = new Agent(config, () -> LOG.atInfo().log("ready"));
            Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "stop"));
            agent.run();
            return 0;
        } catch (IllegalConfiguration e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (AgentFailure e) {
            LOG.atDebug().setCause(e).log("ends");
            System.err.println(e.getMessage());
            return e.exitCode();
        }
    }
}
