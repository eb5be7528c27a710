package vn.mach.agent.postgresql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import vn.mach.agent.capture.ContractType;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.LastOffset;
import vn.mach.change.Contract;

/** What a run would capture and how it would begin, for a person. Creates and changes nothing. */
public final class PostgresPlan {
    private final AgentConfig config;
    private final Database database;
    private final StringBuilder text = new StringBuilder();

    private PostgresPlan(AgentConfig config, Database database) {
        this.config = config;
        this.database = database;
    }

    /** The plan as text; throws {@link AgentFailure} if the database or the offset cannot be read. */
    public static String of(AgentConfig config, List<CapturedTable> tables, LastOffset last) {
        try (var database = Database.connect(config.database())) {
            var plan = new PostgresPlan(config, database);
            plan.start(last);
            tables.forEach(plan::table);
            return plan.text.toString();
        }
    }

    private void start(LastOffset last) {
        var place = config.database();
        line("agent %s: database %s, publication %s".formatted(config.agent(), place.place(), place.publication()));
        var slot = Slot.find(database);
        line("  slot    %s, %s"
                .formatted(place.slot(), slot == null ? "to be made" : slot.active() ? "in use" : "there"));
        line("  offset  %s".formatted(offset(last)));
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
        var columns = Column.of(database, table).stream()
                .collect(Collectors.toMap(Column::name, column -> column, (one, other) -> one, LinkedHashMap::new));
        line("  rows    %s".formatted(columns.isEmpty() ? "the table is missing or closed to the role" : rows(table)));
        fields(table, topic.contract(), columns);
        columns.keySet().removeAll(TableChecks.captured(table, topic.contract()));
        line("  stays   %s".formatted(columns.isEmpty() ? "no column" : String.join(", ", columns.keySet())));
    }

    /** As the last ANALYZE left it; counting would read the whole table. */
    private String rows(TableConfig table) {
        var rows = database.one(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(?)",
                row -> row.getLong(1),
                Column.quoted(table));
        return rows < 0 ? "not known: the table was never analysed" : "about " + rows;
    }

    private void fields(TableConfig table, Contract contract, Map<String, Column> columns) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("column", "of type", "field", "Avro type"));
        for (var field : contract.row().getFields()) {
            var name = table.columnOf(field.name());
            var column = columns.get(name);
            rows.add(List.of(name, column == null ? "missing" : column.type(), field.name(), type(field.schema())));
        }
        int[] widths = new int[3];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        var format = "    %-" + widths[0] + "s  %-" + widths[1] + "s  -> %-" + widths[2] + "s  %s";
        rows.forEach(row -> line(format.formatted(row.toArray())));
    }

    private static String type(Schema schema) {
        return ContractType.describe(schema) + (Contract.isNullable(schema) ? " or null" : "");
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }
}
