package vn.mach.agent.postgresql;

import java.util.List;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/** How many rows the server thinks that tables have. Costs no scan: it is what the last ANALYZE or vacuum left. */
public final class Estimates {
    private static final long NONE = -1;
    private static final String QUERY = """
            SELECT reltuples::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?""";

    private Estimates() {}

    /** One for each table, -1 where there is none, which is so of every table if the database does not answer. */
    public static List<Long> of(DatabaseConfig config, List<TableConfig> tables) {
        try (var database = Database.connect(config)) {
            return tables.stream().map(table -> of(database, table)).toList();
        } catch (AgentFailure e) {
            return tables.stream().map(table -> NONE).toList();
        }
    }

    private static long of(Database database, TableConfig table) {
        var rows = database.query(QUERY, row -> row.getLong(1), table.schema(), table.name());
        return rows.isEmpty() ? NONE : rows.get(0);
    }
}
