package vn.mach.agent.mariadb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.plan.Plan;
import vn.mach.agent.plan.TablePlan;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.LastOffset;

/** What a run would capture of a MariaDB server and how it would begin. Creates and changes nothing. */
public final class MariaDbPlan {
    private MariaDbPlan() {}

    /** Throws {@link AgentFailure} if the database or the offset cannot be read. */
    public static Plan of(AgentConfig config, List<CapturedTable> tables, LastOffset last) {
        try (var database = Database.connect(config.database())) {
            return new Plan(
                    config.agent(),
                    source(config, database, last),
                    tables.stream().map(table -> table(database, table)).toList());
        }
    }

    private static Map<String, String> source(AgentConfig config, Database database, LastOffset last) {
        var source = new LinkedHashMap<String, String>();
        source.put("database", config.database().place());
        source.put("replica", "server-id " + config.database().serverId());
        source.put("log", String.valueOf(BinlogPosition.end(database)));
        try {
            var start = Start.foresee(config, database, last, Instant.now());
            source.put("offset", start.describe());
            source.put("snapshot", start.resume() == null ? "of all tables, in one transaction" : "none");
        } catch (AgentFailure.Misconfigured | AgentFailure.Gap e) {
            source.put("offset", "does not start: " + e.getMessage());
        }
        return source;
    }

    /** The engine's estimate of the rows; counting would read the whole table. */
    private static TablePlan table(Database database, CapturedTable captured) {
        var types = new LinkedHashMap<String, String>();
        Column.of(database, captured.table()).forEach(column -> types.put(column.name(), column.full()));
        var rows = types.isEmpty()
                ? "the table is missing or closed to the user"
                : "about " + MariaDbReader.estimate(database, captured.table());
        return TablePlan.of(captured, rows, types);
    }
}
