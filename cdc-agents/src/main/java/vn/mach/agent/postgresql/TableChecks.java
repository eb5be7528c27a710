package vn.mach.agent.postgresql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.ContractType;
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
                withContract("columns", this::columns),
                withContract("read", known -> List.of(read(known))),
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

    private List<Finding> columns(Contract known) {
        var columns = Column.of(database, table).stream().collect(Collectors.toMap(Column::name, column -> column));
        var findings = new ArrayList<Finding>();
        for (var field : known.row().getFields()) {
            var column = columns.get(table.columnOf(field.name()));
            if (column == null) {
                findings.add(Finding.fail(
                        name("columns"),
                        "has no column " + place(field) + " for field " + field.name() + " of the contract",
                        "name the column under tables.columns"));
            } else {
                misfit(field, column, findings);
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(
                        name("columns"),
                        known.row().getFields().size() + " of " + columns.size() + " fit the contract"))
                : findings;
    }

    private void misfit(Schema.Field field, Column column, List<Finding> findings) {
        if (!ColumnType.fits(column, Contract.notNull(field.schema()))) {
            findings.add(Finding.fail(
                    name("columns"),
                    "column " + place(field) + " is " + column.type() + ", which does not fit field " + field.name()
                            + " (" + ContractType.describe(field.schema()) + ") of the contract",
                    "name another column under tables.columns, or register a contract that fits"));
        }
        if (!column.notNull() && !Contract.isNullable(field.schema())) {
            findings.add(Finding.fail(
                    name("columns"),
                    "column " + place(field) + " may be NULL, but field " + field.name() + " of the contract may not",
                    "ALTER TABLE " + table.table() + " ALTER " + table.columnOf(field.name())
                            + " SET NOT NULL, or make the field nullable"));
        }
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

    private Finding largeValues(Contract known) {
        var large = intersection(
                known,
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped"
                        + " AND attstorage <> 'p'");
        var full = database.one(
                "SELECT relreplident = 'f' FROM pg_class WHERE oid = to_regclass(?)",
                row -> row.getBoolean(1),
                Column.quoted(table));
        if (large.isEmpty() || full) {
            return Finding.ok(
                    name("large values"), large.isEmpty() ? "none possible" : "are in the log: full identity");
        }
        return Finding.ok(
                name("large values"), "of " + large + " are read by key when an update leaves them alone (ADR 0015)");
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

    private String place(Schema.Field field) {
        return table.table() + "." + table.columnOf(field.name());
    }

    private String name(String check) {
        return check + " " + table.table();
    }
}
