package vn.mach.agent.mariadb;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.TableReader;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.Contract;

/** Reads a table along its key, each chunk as of a {@link Moment} of its own. Nothing is written for it. */
final class MariaDbReader implements TableReader {
    private static final int ROWS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(2);

    private final Database database;
    private final TableConfig table;
    private final StoredValues values;
    private final List<String> key;
    private final long estimate;
    private @Nullable List<Object> last;

    private MariaDbReader(Database database, TableConfig table, Contract contract) {
        this.database = database;
        this.table = table;
        this.key = contract.key().stream().map(table::columnOf).toList();
        var all = new LinkedHashSet<String>();
        contract.row().getFields().forEach(field -> all.add(table.columnOf(field.name())));
        this.values = StoredValues.of(database, table, List.copyOf(all));
        this.estimate = estimate(database, table);
    }

    /** Reads through {@code database}, which it closes, once that shows all these transactions. */
    static MariaDbReader open(Database database, TableConfig table, Contract contract, List<String> published) {
        try {
            awaitVisible(database, published);
            return new MariaDbReader(database, table, contract);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** How many rows InnoDB thinks there are. */
    static long estimate(Database database, TableConfig table) {
        return database.one(
                "SELECT coalesce(max(table_rows), -1) FROM information_schema.tables"
                        + " WHERE table_schema = ? AND table_name = ?",
                row -> row.getLong(1),
                table.schema(),
                table.name());
    }

    /** The server sends a transaction from its log a moment before it shows it. */
    private static void awaitVisible(Database database, List<String> published) {
        for (long waited = 0; !shows(database, published); waited += STEP.toMillis()) {
            if (waited > PATIENCE.toMillis()) {
                throw new AgentFailure.Unavailable(
                        "database " + database.config().place() + " does not show what its log has", null);
            }
            try {
                Thread.sleep(STEP.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentFailure.Broken("interrupted", e);
            }
        }
    }

    private static boolean shows(Database database, List<String> published) {
        try (var moment = Moment.begin(database)) {
            return moment.gtids().hold(published);
        }
    }

    @Override
    public @Nullable Chunk next() {
        try (var moment = Moment.begin(database)) {
            var rows = new ArrayList<Map<String, @Nullable Object>>();
            var parameters = last == null ? new Object[0] : last.toArray();
            var keys = Database.ofTable(
                    table,
                    () -> database.query(
                            sql(),
                            row -> {
                                rows.add(values.read(row));
                                return keyOf(row);
                            },
                            parameters));
            last = keys.isEmpty() ? last : keys.get(keys.size() - 1);
            return rows.isEmpty() ? null : new Chunk(rows, moment.position().number());
        }
    }

    /** The columns of the key come once more at the end, as the server compares them. */
    private String sql() {
        var keys = key.stream().map(Database::quoted).collect(Collectors.joining(", "));
        var marks = key.stream().map(column -> "?").collect(Collectors.joining(", "));
        return "SELECT " + values.select() + ", " + keys + " FROM " + Database.quoted(table)
                + (last == null ? "" : " WHERE (" + keys + ") > (" + marks + ")")
                + " ORDER BY " + keys + " LIMIT " + ROWS;
    }

    private List<Object> keyOf(ResultSet row) throws SQLException {
        int columns = row.getMetaData().getColumnCount();
        var of = new ArrayList<Object>();
        for (int i = columns - key.size() + 1; i <= columns; i++) {
            of.add(row.getObject(i));
        }
        return of;
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
