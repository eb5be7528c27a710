package vn.mach.agent.postgresql;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.plan.Plan;
import vn.mach.agent.plan.TablePlan;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.LastOffset;

/** What a run would capture of a PostgreSQL database and how it would begin. Creates and changes nothing. */
public final class PostgresPlan {
    private final AgentConfig config;
    private final Database database;

    private PostgresPlan(AgentConfig config, Database database) {
        this.config = config;
        this.database = database;
    }

    /** Throws {@link AgentFailure} if the database or the offset cannot be read. */
    public static Plan of(AgentConfig config, List<CapturedTable> tables, LastOffset last) {
        try (var database = Database.connect(config.database())) {
            var plan = new PostgresPlan(config, database);
            return new Plan(
                    config.agent(),
                    plan.source(last),
                    tables.stream().map(plan::table).toList());
        }
    }

    private Map<String, String> source(LastOffset last) {
        var place = config.database();
        var source = new LinkedHashMap<String, String>();
        source.put("database", place.place());
        source.put(
                "publication",
                place.publication() + ", "
                        + (PublicationChecks.exists(database) ? "there" : "missing: the DBA makes it (check --sql)"));
        var slot = Slot.find(database);
        source.put("slot", place.slot() + ", " + (slot == null ? "to be made" : slot.active() ? "in use" : "there"));
        try {
            var start = Start.foresee(config, database, last, Instant.now());
            source.put("offset", start.describe());
            source.put("snapshot", start.resume() == null ? "of all tables, in one transaction" : "none");
        } catch (AgentFailure.Misconfigured | AgentFailure.Gap e) {
            source.put("offset", "does not start: " + e.getMessage());
        }
        return source;
    }

    private TablePlan table(CapturedTable captured) {
        var types = new LinkedHashMap<String, String>();
        Column.of(database, captured.table()).forEach(column -> types.put(column.name(), column.sqlType()));
        var rows = types.isEmpty() ? "the table is missing or closed to the role" : rows(captured.table());
        return TablePlan.of(captured, rows, types);
    }

    /** As the last ANALYZE left it; counting would read the whole table. */
    private String rows(TableConfig table) {
        var rows = database.one(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(?)",
                row -> row.getLong(1),
                Column.quoted(table));
        var size = database.one(
                "SELECT pg_size_pretty(pg_table_size(to_regclass(?)))", row -> row.getString(1), Column.quoted(table));
        return (rows < 0 ? "not known, the table was never analysed" : "about " + rows) + ", " + size;
    }
}
