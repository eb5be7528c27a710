package vn.mach.agent.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.Contract;

/** Rows of one table, or their keys, as Debezium gives them to records of the contract. */
final class RowMapper {
    private final Schema record;
    private final TableConfig table;
    private final List<Cell> cells;
    private final Object unavailableText;
    private final Object unavailableBytes;
    private final Set<String> seen;
    private final @Nullable Field[] fields;
    private org.apache.kafka.connect.data.@Nullable Schema checked;

    private RowMapper(
            Schema record,
            TableConfig table,
            Function<Schema, ColumnValue> conversion,
            String unavailable,
            Set<String> seen) {
        this.record = record;
        this.table = table;
        this.cells = cells(record, table, conversion);
        this.unavailableText = unavailable;
        this.unavailableBytes = ByteBuffer.wrap(unavailable.getBytes(StandardCharsets.UTF_8));
        this.seen = seen;
        this.fields = new Field[cells.size()];
    }

    /**
     * A mapper into {@code record}.
     *
     * @param unavailable what Debezium writes in place of a large value that an update left alone
     * @param seen the columns that the table had in this run, shared by all mappers of the table
     */
    static RowMapper of(Schema record, TableConfig table, String unavailable, Set<String> seen) {
        return new RowMapper(record, table, ColumnValue::into, unavailable, seen);
    }

    /** A mapper of what a snapshot reads. */
    static RowMapper ofSnapshot(Schema record, TableConfig table, String unavailable, Set<String> seen) {
        return new RowMapper(record, table, ColumnValue::ofSnapshotInto, unavailable, seen);
    }

    private static List<Cell> cells(Schema record, TableConfig table, Function<Schema, ColumnValue> conversion) {
        return record.getFields().stream()
                .map(field -> new Cell(
                        field.pos(),
                        table.columnOf(field.name()),
                        Contract.isNullable(field.schema()),
                        Contract.notNull(field.schema()),
                        conversion.apply(Contract.notNull(field.schema()))))
                .toList();
    }

    /** The record of a key. */
    GenericRecord key(Struct key) {
        return Objects.requireNonNull(map(key, null, columns -> {
            throw new AgentFailure.Broken(
                    "key " + columns + " of table " + table.table()
                            + " is not in the log: it was added or renamed after"
                            + " the change, or is stored out of line (ALTER TABLE … SET STORAGE MAIN); take a new snapshot"
                            + " with an agent and a slot of its own",
                    null);
        }));
    }

    /** The record of a row that a snapshot read. */
    GenericRecord row(Struct row) {
        return Objects.requireNonNull(map(row, null, columns -> {
            throw new AgentFailure.Broken("a snapshot of " + table.table() + " without " + columns, null);
        }));
    }

    /** The record of a row, or of its key, as its table holds it now. */
    GenericRecord row(Map<String, @Nullable Object> columns) {
        var mapped = new GenericData.Record(record);
        cells.forEach(cell -> mapped.put(cell.position(), convert(cell, columns.get(cell.column()))));
        return mapped;
    }

    /**
     * The record of a row after a change. A large value that the change left alone comes from {@code before}. What the log
     * does not carry, which is also a column that the table got only after the change, comes from {@code present}; null if
     * the row is gone there.
     */
    @Nullable
    GenericRecord map(Struct row, @Nullable Struct before, Present present) {
        requireTypes(row.schema());
        var mapped = new GenericData.Record(record);
        var missing = new ArrayList<Cell>();
        for (int i = 0; i < fields.length; i++) {
            var cell = cells.get(i);
            var field = fields[i];
            if (field == null) {
                missing.add(cell);
                continue;
            }
            var value = read(cell, field, row);
            if (isUnavailable(value)) {
                // A large value is never NULL, so a NULL before means that the log does not carry it.
                value = before == null ? null : before.getWithoutDefault(cell.column());
                if (value == null || isUnavailable(value)) {
                    missing.add(cell);
                    continue;
                }
            }
            mapped.put(cell.position(), convert(cell, value));
        }
        return missing.isEmpty() || fill(mapped, missing, present) ? mapped : null;
    }

    private boolean fill(GenericRecord mapped, List<Cell> missing, Present present) {
        var values = present.read(missing.stream().map(Cell::column).toList());
        if (values == null) {
            return false;
        }
        missing.forEach(cell -> mapped.put(cell.position(), convert(cell, values.get(cell.column()))));
        return true;
    }

    /** Once for each description of the table: Debezium makes a new one when the table was altered. */
    private void requireTypes(org.apache.kafka.connect.data.Schema described) {
        if (described == checked) {
            return;
        }
        for (int i = 0; i < fields.length; i++) {
            var cell = cells.get(i);
            var field = described.field(cell.column());
            fields[i] = field;
            if (field == null && seen.contains(cell.column())) {
                throw unfit(
                        cell,
                        "is gone from the table: give its new name under tables.columns, or register a contract without"
                                + " it,",
                        null);
            }
            if (field != null && !CapturedType.fits(field.schema(), cell.type())) {
                throw anotherType(cell, CapturedType.describe(field.schema()));
            }
            if (field != null) {
                seen.add(cell.column());
            }
        }
        checked = described;
    }

    private @Nullable Object convert(Cell cell, @Nullable Object value) {
        if (value == null) {
            if (!cell.nullable()) {
                throw unfit(cell, "is NULL", null);
            }
            return null;
        }
        try {
            return cell.value().toAvro(value);
        } catch (IllegalArgumentException e) {
            throw unfit(cell, String.valueOf(e.getMessage()), e);
        } catch (ClassCastException e) {
            // Without the cause: its text is Java's, and says nothing more.
            throw anotherType(cell, value.getClass().getSimpleName());
        }
    }

    /** Debezium looks a field up by its name for each value, unless it is given; but then gives a default for a NULL. */
    private static @Nullable Object read(Cell cell, Field field, Struct row) {
        return field.schema().defaultValue() == null ? row.get(field) : row.getWithoutDefault(cell.column());
    }

    private boolean isUnavailable(@Nullable Object value) {
        if (value instanceof String) {
            return unavailableText.equals(value);
        }
        if (value instanceof byte[] bytes) {
            return unavailableBytes.equals(ByteBuffer.wrap(bytes));
        }
        return value instanceof ByteBuffer && unavailableBytes.equals(value);
    }

    private AgentFailure anotherType(Cell cell, String found) {
        return new AgentFailure.Broken(
                "column " + table.table() + "." + cell.column() + " has another type than the contract "
                        + record.getFullName() + ": " + found + ", not " + ContractType.describe(cell.type())
                        + "; the table was altered: register a contract whose field has the new type, or a new dataset,"
                        + " then start the agent, the slot keeps the changes",
                null);
    }

    private AgentFailure unfit(Cell cell, String problem, @Nullable Exception cause) {
        return new AgentFailure.Broken(
                "column " + table.table() + "." + cell.column() + " " + problem + ", against the contract "
                        + record.getFullName(),
                cause);
    }

    /** Reads columns of the row in the table, null if it is gone. */
    interface Present {
        @Nullable
        Map<String, @Nullable Object> read(List<String> columns);
    }

    private record Cell(int position, String column, boolean nullable, Schema type, ColumnValue value) {}
}
