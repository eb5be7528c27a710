package vn.mach.agent.postgresql;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.change.Contract;

/** What the DBA prepares, checked before anything is captured. Each failure is one line that names its remedy. */
final class Preflight {
    private final Database database;
    private final String publication;

    private Preflight(Database database) {
        this.database = database;
        this.publication = database.config().publication();
    }

    static void check(Database database, List<CapturedTable> tables) {
        var preflight = new Preflight(database);
        preflight.server();
        preflight.publication();
        tables.forEach(
                captured -> preflight.table(captured.table(), captured.topic().contract()));
    }

    private void server() {
        require(
                !database.one("SELECT pg_is_in_recovery()", row -> row.getBoolean(1)),
                "is a standby: connect the agent to the primary");
        var level = database.one("SHOW wal_level", row -> row.getString(1));
        require(level.equals("logical"), "has wal_level=" + level + ": set wal_level=logical and restart it");
        require(
                database.one(
                        "SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user",
                        row -> row.getBoolean(1)),
                "role " + user() + " may not replicate: ALTER ROLE " + user() + " REPLICATION");
    }

    private void publication() {
        var complete = database.query(
                "SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate FROM pg_publication WHERE pubname = ?",
                row -> row.getBoolean(1),
                publication);
        require(
                !complete.isEmpty(),
                "has no publication " + publication + ": CREATE PUBLICATION " + publication + " FOR TABLE …");
        require(
                complete.get(0),
                "publication " + publication + " leaves out operations: ALTER PUBLICATION " + publication
                        + " SET (publish = 'insert, update, delete, truncate')");
    }

    private void table(TableConfig table, Contract contract) {
        var columns = Column.of(database, table).stream().collect(Collectors.toMap(Column::name, column -> column));
        require(!columns.isEmpty(), "has no table " + table.table() + ": check tables in the file");
        var captured = contract.row().getFields().stream()
                .map(field -> table.columnOf(field.name()))
                .collect(Collectors.toSet());
        for (var field : contract.row().getFields()) {
            column(table, field, columns.get(table.columnOf(field.name())));
        }
        readable(table, captured);
        published(table, captured);
        identity(table, contract.key().stream().map(table::columnOf).collect(Collectors.toSet()));
    }

    private void column(TableConfig table, Schema.Field field, @Nullable Column column) {
        var name = table.table() + "." + table.columnOf(field.name());
        if (column == null) {
            throw wrong("has no column " + name + " for field " + field.name()
                    + " of the contract: name the column under tables.columns");
        }
        require(
                ColumnType.fits(column, Contract.notNull(field.schema())),
                "column " + name + " is " + column.type() + ", which does not fit field " + field.name() + " ("
                        + ColumnType.describe(field.schema()) + ") of the contract");
        require(
                column.notNull() || Contract.isNullable(field.schema()),
                "column " + name + " may be NULL, but field " + field.name()
                        + " of the contract may not: ALTER TABLE " + table.table() + " ALTER "
                        + table.columnOf(field.name()) + " SET NOT NULL, or make the field nullable");
    }

    private void readable(TableConfig table, Set<String> columns) {
        for (var column : columns) {
            require(
                    database.one(
                            "SELECT has_schema_privilege(?, 'USAGE') AND has_column_privilege(?, ?, 'SELECT')",
                            row -> row.getBoolean(1),
                            table.schema(),
                            Column.quoted(table),
                            column),
                    "role " + user() + " may not read " + table.table() + ": GRANT USAGE ON SCHEMA " + table.schema()
                            + " TO " + user() + "; GRANT SELECT ON " + table.table() + " TO " + user());
        }
    }

    private void published(TableConfig table, Set<String> columns) {
        // Before 15 a publication had neither columns nor a condition; then to_jsonb has no such key.
        var rows = database.query(
                """
                SELECT to_jsonb(p) ->> 'rowfilter' IS NOT NULL,
                       (SELECT coalesce(string_agg(c, ','), '') FROM jsonb_array_elements_text(to_jsonb(p) -> 'attnames') c)
                FROM pg_publication_tables p WHERE pubname = ? AND schemaname = ? AND tablename = ?""", row -> Map.entry(row.getBoolean(1), row.getString(2)), publication, table.schema(), table.name());
        require(
                !rows.isEmpty(),
                "publication " + publication + " does not contain " + table.table() + ": ALTER PUBLICATION "
                        + publication + " ADD TABLE " + table.table());
        require(
                !rows.get(0).getKey(),
                "publication " + publication + " has a WHERE on " + table.table() + ": remove it, views select rows");
        var published = rows.get(0).getValue();
        if (!published.isEmpty()) {
            var missing = new HashSet<>(columns);
            missing.removeAll(Set.copyOf(List.of(published.split(","))));
            require(
                    missing.isEmpty(),
                    "publication " + publication + " leaves out " + missing + " of " + table.table()
                            + ": add the columns to it");
        }
    }

    /** Updates and deletes must tell the key of the contract as it was. */
    private void identity(TableConfig table, Set<String> key) {
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
        require(
                !unique.isEmpty(),
                "table " + table.table() + " has no primary key or unique index on " + key
                        + ", the key of the contract: add one");
        require(
                unique.stream().anyMatch(Map.Entry::getKey),
                "table " + table.table() + " does not tell " + key
                        + ", the key of the contract, with a delete: ALTER TABLE " + table.table()
                        + " REPLICA IDENTITY FULL");
    }

    private String user() {
        return database.config().user();
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw wrong(problem);
        }
    }

    private AgentFailure wrong(String problem) {
        return new AgentFailure.Misconfigured("database " + database.config().place() + " " + problem);
    }
}
