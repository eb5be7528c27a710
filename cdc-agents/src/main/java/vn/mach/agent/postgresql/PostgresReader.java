package vn.mach.agent.postgresql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.TableReader;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.change.Contract;

/**
 * Reads a table along its key, each chunk in a statement of its own. After each it writes a message to the log, in a
 * transaction, so that the stream passes a place from which on it has told all that the chunk shows.
 */
final class PostgresReader implements TableReader {
    private static final int FIRST_ROWS = 100;
    private static final int MOST_ROWS = 2_000;
    private static final long CHUNK_BYTES = 4L * 1024 * 1024;

    private final Database database;
    private final TableConfig table;
    private final List<String> columns;
    private final List<String> key;
    private final long estimate;
    private int limit = FIRST_ROWS;
    private @Nullable List<String> last;

    private PostgresReader(Database database, TableConfig table, Contract contract) {
        this.database = database;
        this.table = table;
        this.key = contract.key().stream().map(table::columnOf).toList();
        var all = new LinkedHashSet<String>();
        contract.row().getFields().forEach(field -> all.add(table.columnOf(field.name())));
        this.columns = List.copyOf(all);
        this.estimate = database.one(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(?)",
                row -> row.getLong(1),
                Column.quoted(table));
    }

    static PostgresReader open(DatabaseConfig config, TableConfig table, Contract contract, List<String> published) {
        var database = Database.connect(config);
        try {
            // A policy that hides rows is then an error: a row that is only hidden must not count as gone.
            database.query("SELECT set_config('row_security', 'off', false)", row -> "");
            PresentRows.awaitVisible(
                    database, published.stream().map(LogHistory::xid).toList());
            return new PostgresReader(database, table, contract);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public @Nullable Chunk next() {
        var bytes = new long[1];
        var rows = new ArrayList<Map<String, @Nullable Object>>();
        var read = Database.ofTable(table, () -> database.query(sql(), row -> read(row, rows, bytes), parameters()));
        if (read.isEmpty()) {
            return null;
        }
        last = read.get(read.size() - 1);
        limit = (int) Math.max(1, Math.min(MOST_ROWS, CHUNK_BYTES * read.size() / Math.max(bytes[0], 1)));
        return new Chunk(rows, mark());
    }

    private String sql() {
        var names = columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
        var keys = key.stream().map(Column::quoted).collect(Collectors.joining(", "));
        var marks = key.stream().map(column -> "?").collect(Collectors.joining(", "));
        return "SELECT " + names + " FROM " + Column.quoted(table)
                + (last == null ? "" : " WHERE (" + keys + ") > (" + marks + ")")
                + " ORDER BY " + keys + " LIMIT " + limit;
    }

    private Object[] parameters() {
        return last == null
                ? new Object[0]
                : last.stream().map(Database.Untyped::new).toArray();
    }

    /** Adds the row, and gives its key as the server writes it. */
    private List<String> read(ResultSet row, List<Map<String, @Nullable Object>> rows, long[] bytes)
            throws SQLException {
        for (int i = 1; i <= columns.size(); i++) {
            var text = row.getString(i);
            bytes[0] += text == null ? 1 : text.length();
        }
        rows.add(PresentRows.values(row, columns));
        var values = new ArrayList<String>();
        for (var column : key) {
            values.add(row.getString(columns.indexOf(column) + 1));
        }
        return values;
    }

    private long mark() {
        return Lsn.parse(
                database.one("SELECT pg_logical_emit_message(true, 'mach.read', '')::text", row -> row.getString(1)));
    }

    @Override
    public long estimate() {
        return estimate;
    }

    @Override
    public void close() {
        database.close();
    }
}
