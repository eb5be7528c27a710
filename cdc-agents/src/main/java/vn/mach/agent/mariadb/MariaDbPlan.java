package vn.mach.agent.mariadb;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import vn.mach.agent.capture.ContractType;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.LastOffset;
import vn.mach.change.Contract;

/** What a run would capture and how it would begin, for a person. Creates and changes nothing. */
public final class MariaDbPlan {
    private final AgentConfig config;
    private final Database database;
    private final StringBuilder text = new StringBuilder();

    private MariaDbPlan(AgentConfig config, Database database) {
        this.config = config;
        this.database = database;
    }

    /** The plan as text; throws {@link AgentFailure} if the database or the offset cannot be read. */
    public static String of(AgentConfig config, List<CapturedTable> tables, LastOffset last) {
        try (var database = Database.connect(config.database())) {
            var plan = new MariaDbPlan(config, database);
            plan.line("agent %s: MariaDB %s, as replica %d"
                    .formatted(
                            config.agent(),
                            config.database().place(),
                            config.database().serverId()));
            plan.line("  log     %s".formatted(BinlogPosition.end(database)));
            plan.line("  offset  %s".formatted(plan.offset(last)));
            tables.forEach(plan::table);
            return plan.text.toString();
        }
    }

    private String offset(LastOffset last) {
        try {
            return Start.foresee(config, database, last, Instant.now()).describe();
        } catch (AgentFailure.Misconfigured | AgentFailure.Gap e) {
            return "does not start: " + e.getMessage();
        }
    }

    private void table(CapturedTable captured) {
        var table = captured.table();
        var topic = captured.topic();
        line("");
        line("table %s -> dataset %s".formatted(table.table(), topic.dataset()));
        line("  topic   %s, %d partitions".formatted(topic.dataset().topic(), topic.partitions()));
        line("  key     %s".formatted(String.join(", ", topic.contract().key())));
        var columns = Column.of(database, table).stream().collect(Collectors.toMap(Column::name, Column::full));
        line("  rows    %s"
                .formatted(columns.isEmpty() ? "the table is missing or closed to the user" : rows(captured)));
        for (var field : topic.contract().row().getFields()) {
            var column = captured.column(field.name());
            line("    %s %s -> %s %s"
                    .formatted(column, columns.getOrDefault(column, "missing"), field.name(), type(field.schema())));
        }
    }

    /** The engine's estimate; counting would read the whole table. */
    private String rows(CapturedTable captured) {
        return "about " + MariaDbReader.estimate(database, captured.table());
    }

    private static String type(Schema schema) {
        return ContractType.describe(schema) + (Contract.isNullable(schema) ? " or null" : "");
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }
}
