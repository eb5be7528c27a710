package vn.mach.agent.postgresql;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.TableConfig;
import vn.mach.change.Contract;

/** Whether the log tells all of a table: each row, each declared column, and the key of what is deleted. */
final class PublishedChecks {
    private final Database database;
    private final TableConfig table;
    private final @Nullable Contract contract;
    private final String publication;

    PublishedChecks(Database database, TableConfig table, @Nullable Contract contract) {
        this.database = database;
        this.table = table;
        this.contract = contract;
        this.publication = database.config().publication();
    }

    Finding published() {
        var name = "published " + table.table();
        if (!PublicationChecks.exists(database)) {
            return Finding.notChecked(name, "there is no publication " + publication);
        }
        // Before 15 a publication had neither columns nor a condition; then to_jsonb has no such key.
        var rows = database.query(
                """
                SELECT to_jsonb(p) ->> 'rowfilter' IS NOT NULL,
                       (SELECT coalesce(string_agg(c, ','), '') FROM jsonb_array_elements_text(to_jsonb(p) -> 'attnames') c)
                FROM pg_publication_tables p WHERE pubname = ? AND schemaname = ? AND tablename = ?""", row -> Map.entry(row.getBoolean(1), row.getString(2)), publication, table.schema(), table.name());
        if (rows.isEmpty()) {
            return Finding.fail(
                    name,
                    "publication " + publication + " does not contain " + table.table(),
                    "ALTER PUBLICATION " + publication + " ADD TABLE " + table.table());
        }
        if (rows.get(0).getKey()) {
            return Finding.fail(
                    name,
                    "publication " + publication + " has a WHERE on " + table.table(),
                    "remove it, views select rows");
        }
        return columns(name, rows.get(0).getValue());
    }

    private Finding columns(String name, String published) {
        var missing = new HashSet<>(contract == null ? Set.of() : TableChecks.captured(table, contract));
        missing.removeAll(Set.copyOf(List.of(published.split(","))));
        Column.of(database, table).stream()
                .filter(Column::generated)
                .map(Column::name)
                .forEach(missing::remove);
        return published.isEmpty() || missing.isEmpty()
                ? Finding.ok(name, "publication " + publication + " has it")
                : Finding.fail(
                        name,
                        "publication " + publication + " leaves out " + missing + " of " + table.table(),
                        "add the columns to it");
    }

    /** Updates and deletes must tell the key of the contract as it was. */
    Finding identity(Contract known) {
        var name = "key " + table.table();
        var key = known.key().stream().map(table::columnOf).collect(Collectors.toSet());
        var indexes = database.query(
                """
                SELECT c.relreplident = 'f' OR (c.relreplident = 'd' AND i.indisprimary)
                         OR (c.relreplident = 'i' AND i.indisreplident),
                       (SELECT string_agg(a.attname, ',') FROM pg_attribute a
                         WHERE a.attrelid = c.oid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
                FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid
                WHERE c.oid = to_regclass(?) AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND i.indisvalid""", row -> Map.entry(row.getBoolean(1), Set.of(row.getString(2).split(","))), Column.quoted(table));
        var unique =
                indexes.stream().filter(index -> index.getValue().equals(key)).toList();
        if (unique.isEmpty()) {
            return Finding.fail(
                    name,
                    "table " + table.table() + " has no primary key or unique index on " + key
                            + ", the key of the contract",
                    "add one");
        }
        return unique.stream().anyMatch(Map.Entry::getKey)
                ? Finding.ok(name, "is unique, and the replica identity tells it")
                : Finding.fail(
                        name,
                        "table " + table.table() + " does not tell " + key + ", the key of the contract, with a delete",
                        "ALTER TABLE " + table.table() + " REPLICA IDENTITY FULL");
    }
}
