package vn.mach.agent.postgresql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import vn.mach.agent.capture.ContractType;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.TableConfig;
import vn.mach.change.Contract;

/** The columns of a table against the fields of its contract: no value may be lost or changed on its way. */
final class ColumnChecks {
    private final Database database;
    private final TableConfig table;
    private final String name;
    private final List<Finding> findings = new ArrayList<>();

    private ColumnChecks(Database database, TableConfig table) {
        this.database = database;
        this.table = table;
        this.name = "columns " + table.table();
    }

    static List<Finding> look(Database database, TableConfig table, Contract contract) {
        return new ColumnChecks(database, table).look(contract);
    }

    private List<Finding> look(Contract contract) {
        Map<String, Column> columns =
                Column.of(database, table).stream().collect(Collectors.toMap(Column::name, column -> column));
        for (var field : contract.row().getFields()) {
            var column = columns.get(table.columnOf(field.name()));
            if (column == null) {
                fail(
                        "has no column " + place(field) + " for field " + field.name() + " of the contract",
                        "name the column under tables.columns");
            } else {
                type(field, column);
                nullability(field, column);
                generated(field, column);
            }
        }
        if (findings.stream().noneMatch(Finding::isFailure)) {
            findings.add(
                    0,
                    Finding.ok(
                            name, contract.row().getFields().size() + " of " + columns.size() + " fit the contract"));
        }
        return findings;
    }

    private void type(Schema.Field field, Column column) {
        var type = Contract.notNull(field.schema());
        if (table.hash().contains(field.name())) {
            if (!ColumnType.canBeHashed(column)) {
                fail(
                        "column " + place(field) + " is " + column.sqlType() + ", which cannot be hashed",
                        "hash texts, uuids, whole numbers and decimals only");
            }
        } else if (!ColumnType.fits(column, type)) {
            misfit(field, column);
        } else if (type.getLogicalType() instanceof LogicalTypes.Decimal && column.precision() < 0) {
            findings.add(Finding.warn(
                    name,
                    "column " + place(field) + " is numeric without a limit, field " + field.name() + " is "
                            + ContractType.describe(type) + ": a value with more digits, or NaN, stops the capture",
                    "ALTER TABLE " + table.table() + " ALTER " + column.name() + " TYPE numeric(<precision>,<scale>)"));
        } else if (type.getType() == Schema.Type.ENUM) {
            symbols(field, column, type);
        }
    }

    private void misfit(Schema.Field field, Column column) {
        var refusal = ColumnType.refusal(column);
        fail(
                "column " + place(field) + " is " + column.sqlType() + ", which does not fit field " + field.name()
                        + " (" + ContractType.describe(field.schema()) + ") of the contract",
                refusal.isEmpty()
                        ? "name another column under tables.columns, or register a contract that fits"
                        : refusal + ", or leave the field out of the contract");
    }

    private void symbols(Schema.Field field, Column column, Schema type) {
        var unknown = column.labels().stream()
                .filter(label -> !type.hasEnumSymbol(label))
                .toList();
        if (!unknown.isEmpty()) {
            fail(
                    "column " + place(field) + " may be " + unknown + ", which field " + field.name()
                            + " of the contract may not",
                    "register a contract whose field is a string, or has these symbols");
        } else if (!column.isEnum()) {
            findings.add(Finding.warn(
                    name,
                    "column " + place(field) + " is " + column.sqlType() + ": a text that is none of the contract's "
                            + type.getEnumSymbols() + " stops the capture",
                    "add a CHECK to the column, or register a contract whose field is a string"));
        }
    }

    private void nullability(Schema.Field field, Column column) {
        if (!column.notNull() && !Contract.isNullable(field.schema())) {
            fail(
                    "column " + place(field) + " may be NULL, but field " + field.name() + " of the contract may not",
                    "ALTER TABLE " + table.table() + " ALTER " + table.columnOf(field.name())
                            + " SET NOT NULL, or make the field nullable");
        }
    }

    /** A snapshot has its values, the log has them only from PostgreSQL 18 on, where the publication says so. */
    private void generated(Schema.Field field, Column column) {
        if (!column.generated() || isInLog(column)) {
            return;
        }
        fail(
                "column " + place(field) + " is generated, and such columns are not in the log",
                "on PostgreSQL 18 ALTER PUBLICATION " + database.config().publication()
                        + " SET (publish_generated_columns = stored); before, leave the field out of the contract or keep the"
                        + " value in an ordinary column");
    }

    private boolean isInLog(Column column) {
        return database.one(
                "SELECT current_setting('server_version_num')::int >= 180000 AND EXISTS (SELECT 1 FROM pg_publication_tables p"
                        + " WHERE pubname = ? AND schemaname = ? AND tablename = ?"
                        + " AND to_jsonb(p) -> 'attnames' @> to_jsonb(?::text))",
                row -> row.getBoolean(1),
                database.config().publication(),
                table.schema(),
                table.name(),
                column.name());
    }

    private void fail(String detail, String remedy) {
        findings.add(Finding.fail(name, detail, remedy));
    }

    private String place(Schema.Field field) {
        return table.table() + "." + table.columnOf(field.name());
    }
}
