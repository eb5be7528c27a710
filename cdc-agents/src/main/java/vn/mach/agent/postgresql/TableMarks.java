package vn.mach.agent.postgresql;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/**
 * By what a captured table is known again, kept in the offset: an identifier of the table, of its replica identity, of the
 * publication and of the table's membership in it. PostgreSQL gives each a new number when it is dropped and made again. The
 * log says nothing of changes made while a table was out of the publication, so only this tells that some are lost.
 *
 * @param byTable {@code <schema>.<table>} to its four marks
 */
record TableMarks(Map<String, String> byTable) {
    private static final String PREFIX = "table ";
    private static final String ABSENT = "0 - 0 -";

    /** A full identity and that of a primary key both tell the key, so a table may change between them. */
    private static final String QUERY = """
            SELECT c.oid || ' '
              || CASE WHEN c.relreplident IN ('d', 'f') THEN 'key' ELSE c.relreplident::text || coalesce(
                   (SELECT i.indexrelid::text FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident), '') END || ' '
              || p.oid || CASE WHEN pubinsert AND pubupdate AND pubdelete AND pubtruncate THEN '' ELSE 'partly' END || ' '
              || coalesce((SELECT r.oid::text FROM pg_publication_rel r WHERE r.prpubid = p.oid AND r.prrelid = c.oid),
                   (SELECT 'all' FROM pg_publication_tables t
                    WHERE t.pubname = p.pubname AND t.schemaname = ? AND t.tablename = ?), '-')
            FROM pg_class c, pg_publication p WHERE c.oid = to_regclass(?) AND p.pubname = ?""";

    private static final List<String> CHANGED = List.of(
            "was dropped and made again",
            "got another replica identity, so deletes may not tell the key",
            "is in a publication that was made again or leaves out operations",
            "was out of its publication, or got a condition or other columns there");

    TableMarks {
        byTable = Map.copyOf(byTable);
    }

    /** As the catalogue has them now. */
    static TableMarks of(Database database, AgentConfig config) {
        var marks = new LinkedHashMap<String, String>();
        for (var table : config.tables()) {
            marks.put(table.table(), of(database, table));
        }
        return new TableMarks(marks);
    }

    private static String of(Database database, TableConfig table) {
        var found = database.query(
                QUERY,
                row -> row.getString(1),
                table.schema(),
                table.name(),
                Column.quoted(table),
                database.config().publication());
        return found.isEmpty() ? ABSENT : found.get(0);
    }

    /** As an offset has them; none of an offset that was stored without. */
    static TableMarks of(Map<String, String> source) {
        var marks = new LinkedHashMap<String, String>();
        source.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                marks.put(key.substring(PREFIX.length()), value);
            }
        });
        return new TableMarks(marks);
    }

    /** For an offset's {@code source}. */
    Map<String, String> toSource() {
        var source = new LinkedHashMap<String, String>();
        byTable.forEach((table, marks) -> source.put(PREFIX + table, marks));
        return source;
    }

    /** Throws {@link AgentFailure.Gap} if a table of both is not the same, or was not published all the time. */
    void requireSame(TableMarks now) {
        byTable.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .forEach(entry -> requireSame(
                        entry.getKey(),
                        entry.getValue(),
                        now.byTable().getOrDefault(entry.getKey(), entry.getValue())));
    }

    private static void requireSame(String table, String before, String now) {
        var was = before.split(" ", -1);
        var is = now.split(" ", -1);
        for (int i = 0; i < CHANGED.size(); i++) {
            if (!was[i].equals(is[i])) {
                throw new AgentFailure.Gap("table " + table + " " + CHANGED.get(i)
                        + " since the agent began to capture it: changes of it may be lost");
            }
        }
    }
}
