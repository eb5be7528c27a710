package vn.mach.router;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;
import vn.mach.naming.DatasetId;
import vn.mach.naming.IllegalName;
import vn.mach.router.replay.Replay;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** {@code RouterMain replay}: exit code 0 when everything was submitted, 1 when not, 2 for wrong usage or configuration. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Submits the kept records of a dataset to its router again, each once. What is older than the row that"
                        + " the router knows changes nothing; what is still bad is kept again.")
final class ReplayCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    @Parameters(index = "0", paramLabel = "CONFIG", description = "The router's YAML file.")
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "DATASET", description = "<agency>.<dataset>")
    private String dataset = "";

    @Option(
            names = "--from-offset",
            paramLabel = "N",
            description = "Of the dead letter topic; the first if not given.")
    private long fromOffset;

    @Option(names = "--cause", split = ",", description = "Only these: ${COMPLETION-CANDIDATES}.")
    private List<Cause> causes = List.of(Cause.values());

    @Override
    @SuppressWarnings("SystemOut") // the answer of a command
    public Integer call() {
        try {
            var config = ConfigFile.read(file, RouterConfig.class);
            var catalog = SchemaCatalog.impatient(config.schemaRegistry());
            var outcome = new Replay(DatasetId.parse(dataset), config.kafka(), catalog)
                    .run(fromOffset, EnumSet.copyOf(causes));
            System.out.println(told(outcome));
            return 0;
        } catch (IllegalConfiguration | IllegalName e) {
            System.err.println(e.getMessage());
            return MISUSED;
        } catch (KafkaException | SchemaRegistryException e) {
            System.err.println("replay of " + dataset + ": " + e.getMessage()
                    + ": check that Kafka and the schema registry run, and that a router has run this dataset");
            return FAILED;
        }
    }

    private static String told(Replay.Outcome outcome) {
        int records = outcome.submitted().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        var why = outcome.submitted().entrySet().stream()
                .map(cause -> ", " + cause.getValue() + " " + cause.getKey())
                .collect(Collectors.joining());
        return "submitted " + records + " records of " + outcome.kept() + " dead letters" + why;
    }
}
