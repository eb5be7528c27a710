package vn.mach.agent.mariadb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.ContractType;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.Contract;

/** A table against the contract of its dataset: that it is there, fits, may be read, and is changed only through the log. */
final class TableChecks {
    static final String COLUMNS = "columns";
    private static final String TABLE =
            "SELECT engine, table_type FROM information_schema.tables" + " WHERE table_schema = ? AND table_name = ?";
    private static final Pattern CASCADES =
            Pattern.compile("CONSTRAINT `([^`]+)` FOREIGN KEY [^\n]* ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL)");
    private static final String UNIQUE = "SELECT index_name, group_concat(column_name ORDER BY column_name)"
            + " FROM information_schema.statistics WHERE table_schema = ? AND table_name = ? AND non_unique = 0"
            + " GROUP BY index_name";

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
        return List.of(
                Check.one(name("table"), this::exists),
                withContract(COLUMNS, this::columns),
                withContract("key", known -> List.of(key(known))),
                withTable("structure", this::structure));
    }

    private Finding exists() {
        var found =
                database.query(TABLE, row -> row.getString(2) + " " + row.getString(1), table.schema(), table.name());
        if (found.isEmpty()) {
            return Finding.fail(
                    name("table"),
                    "has no table " + table.table() + " that user " + user + " may read",
                    "check tables in the file; check --sql prints the rights");
        }
        return found.get(0).equals("BASE TABLE InnoDB")
                ? Finding.ok(name("table"), "is there")
                : Finding.fail(
                        name("table"),
                        "table " + table.table() + " is " + found.get(0) + ": it cannot be read as of one moment",
                        "ALTER TABLE " + table.table() + " ENGINE = InnoDB, without system versions");
    }

    private Check withTable(String check, Supplier<List<Finding>> look) {
        return new Check(
                name(check),
                () -> exists().isFailure()
                        ? List.of(Finding.notChecked(name(check), "the table cannot be seen"))
                        : look.get());
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
                        name(COLUMNS),
                        "has no column " + place(field) + " for field " + field.name() + " of the contract that user "
                                + user + " may read",
                        "name the column under tables.columns, or GRANT SELECT (" + table.columnOf(field.name())
                                + ") ON " + table.table()));
            } else {
                misfit(field, column, findings);
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(name(COLUMNS), known.row().getFields().size() + " fit the contract"))
                : findings;
    }

    private void misfit(Schema.Field field, Column column, List<Finding> findings) {
        if (table.hash().contains(field.name())) {
            if (!ColumnType.canBeHashed(column)) {
                findings.add(Finding.fail(
                        name(COLUMNS),
                        "column " + place(field) + " is " + column.full() + ", which cannot be hashed",
                        "hash texts, uuids, whole numbers and decimals only"));
            }
        } else if (!ColumnType.fits(column, Contract.notNull(field.schema()))) {
            var charset = column.charset() == null ? "" : " in " + column.charset();
            findings.add(Finding.fail(
                    name(COLUMNS),
                    "column " + place(field) + " is " + column.full() + charset + ", which does not fit field "
                            + field.name() + " (" + ContractType.describe(field.schema()) + ") of the contract",
                    "name another column under tables.columns, or register a contract that fits"));
        }
        if (!column.notNull() && !Contract.isNullable(field.schema())) {
            findings.add(Finding.fail(
                    name(COLUMNS),
                    "column " + place(field) + " may be NULL, but field " + field.name() + " of the contract may not",
                    "ALTER TABLE " + table.table() + " MODIFY " + table.columnOf(field.name()) + " " + column.full()
                            + " NOT NULL, or make the field nullable"));
        }
    }

    /** Two rows with one key would be one row downstream. */
    private Finding key(Contract known) {
        var key = known.key().stream().map(table::columnOf).collect(Collectors.toCollection(TreeSet::new));
        var unique =
                database.query(UNIQUE, row -> Set.of(row.getString(2).split(",", -1)), table.schema(), table.name());
        return unique.contains(key)
                ? Finding.ok(name("key"), key + " is unique")
                : Finding.fail(
                        name("key"),
                        "table " + table.table() + " has no unique index of just the contract's key " + key,
                        "make it the primary key, or register a contract with the table's key");
    }

    /** The log does not say what a table looks like. */
    private List<Finding> structure() {
        try {
            var statement = database.one("SHOW CREATE TABLE " + Database.quoted(table), row -> row.getString(2));
            return List.of(Finding.ok(name("structure"), "user " + user + " may ask for it"), cascades(statement));
        } catch (AgentFailure.Broken e) {
            return List.of(
                    Finding.fail(
                            name("structure"),
                            "user " + user + " may not ask what table " + table.table() + " looks like",
                            "GRANT SHOW VIEW ON " + table.table() + " TO the user, which reads no row"),
                    Finding.notChecked(name("cascades"), "the structure is not known"));
        }
    }

    /** InnoDB changes the rows that refer to a row by itself, and does not log it. */
    private Finding cascades(String statement) {
        var found =
                CASCADES.matcher(statement).results().map(key -> key.group(1)).toList();
        return found.isEmpty()
                ? Finding.ok(name("cascades"), "every change is logged")
                : Finding.fail(
                        name("cascades"),
                        "table " + table.table() + " is changed through foreign keys " + found
                                + " with CASCADE or SET NULL, which the binary log does not show",
                        "make them RESTRICT and let the application delete or update, or capture another table");
    }

    private String place(Schema.Field field) {
        return table.table() + "." + table.columnOf(field.name());
    }

    private String name(String check) {
        return check + " " + table.table();
    }
}
