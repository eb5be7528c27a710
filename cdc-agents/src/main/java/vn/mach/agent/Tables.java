package vn.mach.agent;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.mach.agent.capture.RereadRequest;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffsets;
import vn.mach.agent.publish.DatasetWriter;
import vn.mach.agent.publish.Destination;
import vn.mach.agent.publish.GapRecords;
import vn.mach.agent.publish.HeldTopic;
import vn.mach.agent.publish.PublishedTopics;
import vn.mach.wire.SchemaCatalog;

/** Which tables are to be read again, and when. */
final class Tables {
    @Option(names = "--table", paramLabel = "SCHEMA.TABLE", description = "One table; all if it is left out.")
    private @Nullable List<String> names;

    @Option(
            names = "--at-start",
            description = {
                "Of an agent that does not run: it reads them when it is started, even over a gap.",
                "It ends an agent that runs elsewhere as this one."
            })
    private boolean atStart;

    List<String> names() {
        return names == null ? List.of() : names;
    }

    boolean atStart() {
        return atStart;
    }

    /** Stores what the next start does; throws {@link AgentFailure}. */
    int store(AgentConfig config, Standing.Reread how, PrintStream out) {
        var tables = captured(config);
        var catalog = SchemaCatalog.connect(config.schemaRegistry());
        var destination = new Destination(
                new AgentOffsets(config.kafka(), config.id(), catalog),
                limit -> DatasetWriter.open(config.kafka(), config.id(), limit),
                new GapRecords(config.id(), catalog),
                new PublishedTopics(config.kafka(), catalog),
                new HeldTopic(config.kafka(), config.id()));
        RereadRequest.store(destination, tables, how);
        out.println("agent " + config.agent() + " reads " + String.join(", ", tables) + " again when it is started");
        return 0;
    }

    private Set<String> captured(AgentConfig config) {
        var all = config.tables().stream().map(TableConfig::table).collect(Collectors.toSet());
        names().stream().filter(name -> !all.contains(name)).findFirst().ifPresent(name -> {
            throw new AgentFailure.Misconfigured("table " + name + " is not captured: name one of " + all);
        });
        return names().isEmpty() ? all : Set.copyOf(names());
    }
}
