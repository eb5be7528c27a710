package vn.mach.agent.postgresql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.TableConfig;
import vn.mach.change.Contract;

/** A table against the contract of its dataset: that it is there, fits, and may be read. */
final class TableChecks {
    private final Database database;
    private final TableConfig table;
    private final @Nullable Contract contract;
    private final String user;

    /** Without a contract, what needs one is not checked. */
    TableChecks(Database database, TableConfig table, @Nullable Contract contract) {
        this.database = database;
        this.table = table;
        this.contract = contract;
        this.user = database.config().user();
    }

    List<Check> all() {
        var published = new PublishedChecks(database, table, contract);
        return List.of(
                Check.one(name("table"), this::exists),
                withContract("columns", known -> ColumnChecks.look(database, table, known)),
                withContract("read", known -> List.of(read(known))),
                withTable("write", this::write),
                withTable("row security", this::rowSecurity),
                withTable("published", published::published),
                withContract("key", known -> List.of(published.identity(known))),
                withContract("large values", known -> List.of(largeValues(known))));
    }

    private Finding exists() {
        var usage = database.query(
                "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = ?",
                row -> row.getBoolean(1),
                table.schema());
        if (!usage.isEmpty() && !usage.get(0)) {
            return Finding.fail(
                    name("table"),
                    "role " + user + " may not look into schema " + table.schema(),
                    "GRANT USAGE ON SCHEMA " + table.schema() + " TO " + user);
        }
        return usage.isEmpty() || Column.of(database, table).isEmpty()
                ? Finding.fail(name("table"), "has no table " + table.table(), "check tables in the file")
                : Finding.ok(name("table"), "is there");
    }

    private Check withTable(String check, Supplier<Finding> look) {
        return Check.one(
                name(check),
                () -> exists().isFailure() ? Finding.notChecked(name(check), "the table cannot be seen") : look.get());
    }

    private Check withContract(String check, Function<Contract, List<Finding>> look) {
        return new Check(name(check), () -> {
            if (exists().isFailure()) {
                return List.of(Finding.notChecked(name(check), "the table cannot be seen"));
            }
            return contract == null
                    ? List.of(Finding.notChecked(name(check), "the contract of " + table.dataset() + " is not known"))
                    : look.apply(contract);
        });
    }

    private Finding read(Contract known) {
        var denied = intersection(
                known,
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped"
                        + " AND NOT has_column_privilege(attrelid, attnum, 'SELECT')");
        return denied.isEmpty()
                ? Finding.ok(name("read"), "role " + user + " may read the declared columns")
                : Finding.fail(
                        name("read"),
                        "role " + user + " may not read " + table.table() + " " + denied,
                        "GRANT USAGE ON SCHEMA " + table.schema() + " TO " + user + "; GRANT SELECT ON " + table.table()
                                + " TO " + user);
    }

    /** A superuser may write everything; that is said once, of the role. */
    private Finding write() {
        var allowed = database.query("""
                SELECT p FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
                WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
                  AND (has_table_privilege(to_regclass(?), p)
                    OR p IN ('INSERT', 'UPDATE') AND has_any_column_privilege(to_regclass(?), p))""", row -> row.getString(1), Column.quoted(table), Column.quoted(table));
        return allowed.isEmpty()
                ? Finding.ok(name("write"), "role " + user + " has no right of its own to change the table")
                : Finding.warn(
                        name("write"),
                        "role " + user + " may " + String.join(", ", allowed) + " " + table.table()
                                + ", which an agent never needs",
                        "REVOKE " + String.join(", ", allowed) + " ON " + table.table() + " FROM " + user
                                + ", and from PUBLIC or the roles it is in");
    }

    /** A snapshot would lack the rows that a policy hides, without a word; the log has them. */
    private Finding rowSecurity() {
        var active = database.one(
                "SELECT row_security_active(to_regclass(?))", row -> row.getBoolean(1), Column.quoted(table));
        return active
                ? Finding.fail(
                        name("row security"),
                        "row-level security of " + table.table() + " may hide rows from role " + user,
                        "ALTER ROLE " + user + " BYPASSRLS")
                : Finding.ok(name("row security"), "hides no row");
    }

    /** What of a row may be stored out of line, and what that costs when an update leaves it alone. */
    private Finding largeValues(Contract known) {
        var captured = captured(table, known);
        var large = database
                .query(
                        """
                        SELECT a.attname, a.attname || ' (' || CASE a.attstorage WHEN 'm' THEN 'main' WHEN 'x' THEN 'extended'
                          ELSE 'external' END || coalesce(', ' || s.avg_width || ' bytes on average', '') || ')'
                        FROM pg_attribute a LEFT JOIN pg_stats s ON s.schemaname = ? AND s.tablename = ? AND s.attname = a.attname
                        WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped AND a.attstorage <> 'p'
                        ORDER BY a.attnum""",
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        table.schema(),
                        table.name(),
                        Column.quoted(table))
                .stream()
                .filter(column -> captured.contains(column.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        var full = database.one(
                "SELECT relreplident = 'f' FROM pg_class WHERE oid = to_regclass(?)",
                row -> row.getBoolean(1),
                Column.quoted(table));
        if (large.isEmpty() || full) {
            return Finding.ok(
                    name("large values"),
                    large.isEmpty()
                            ? "none possible"
                            : "are in the log: full identity, for which each update and delete logs the whole old row");
        }
        return Finding.ok(
                name("large values"),
                "of " + large + " cost one SELECT by key for each update that leaves one alone (ADR 0015); "
                        + outOfLine() + " bytes are stored out of line now");
    }

    private long outOfLine() {
        return database.one(
                "SELECT CASE WHEN reltoastrelid = 0 THEN 0 ELSE pg_relation_size(reltoastrelid) END FROM pg_class"
                        + " WHERE oid = to_regclass(?)",
                row -> row.getLong(1),
                Column.quoted(table));
    }

    /** The captured columns among those that a query about the table names. */
    private Set<String> intersection(Contract known, String query) {
        var columns = new LinkedHashSet<>(database.query(query, row -> row.getString(1), Column.quoted(table)));
        columns.retainAll(captured(table, known));
        return columns;
    }

    /** The columns behind the fields of a contract. */
    static Set<String> captured(TableConfig table, Contract known) {
        return known.row().getFields().stream()
                .map(field -> table.columnOf(field.name()))
                .collect(Collectors.toSet());
    }

    private String name(String check) {
        return check + " " + table.table();
    }
}
