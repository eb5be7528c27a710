package vn.mach.agent.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
    private final boolean held;
    private final @Nullable Field[] fields;
    private org.apache.kafka.connect.data.@Nullable Schema checked;
    private int[] places = {};
    private @Nullable List<String> placed;

    private RowMapper(
            Schema record,
            TableConfig table,
            Map<String, UnaryOperator<String>> hashes,
            String unavailable,
            Set<String> seen,
            boolean held) {
        this.record = record;
        this.table = table;
        this.cells = cells(record, table, hashes);
        this.unavailableText = unavailable;
        this.unavailableBytes = ByteBuffer.wrap(unavailable.getBytes(StandardCharsets.UTF_8));
        this.seen = seen;
        this.held = held;
        this.fields = new Field[cells.size()];
    }

    /**
     * A mapper into {@code record}.
     *
     * @param hashes by field: what becomes of the column's text
     * @param unavailable what Debezium writes in place of a large value that an update left alone
     * @param seen the columns that the table had in this run, shared by all mappers of the table
     */
    static RowMapper of(
            Schema record,
            TableConfig table,
            Map<String, UnaryOperator<String>> hashes,
            String unavailable,
            Set<String> seen) {
        return new RowMapper(record, table, hashes, unavailable, seen, false);
    }

    /**
     * A mapper of changes that were held: a value that is not there, or cannot be one of the contract, is as the table has it now.
     * That is the row after this change or a later one, which follows.
     */
    static RowMapper ofHeld(
            Schema record, TableConfig table, Map<String, UnaryOperator<String>> hashes, String unavailable) {
        return new RowMapper(record, table, hashes, unavailable, new HashSet<>(), true);
    }

    private static List<Cell> cells(Schema record, TableConfig table, Map<String, UnaryOperator<String>> hashes) {
        return record.getFields().stream()
                .map(field -> {
                    var type = Contract.notNull(field.schema());
                    var hash = hashes.get(field.name());
                    return new Cell(
                            field.pos(),
                            table.columnOf(field.name()),
                            Contract.isNullable(field.schema()),
                            type,
                            hash != null,
                            hash == null ? ColumnValue.into(type) : value -> hash.apply(ColumnValue.text(value)));
                })
                .toList();
    }

    /** The record of a key; null is one that the log does not tell, for none of its columns is left. */
    GenericRecord key(@Nullable Struct key) {
        if (key == null) {
            throw withoutKey(cells.stream().map(Cell::column).toList());
        }
        return Objects.requireNonNull(map(key, null, columns -> {
            throw withoutKey(columns);
        }));
    }

    private AgentFailure withoutKey(List<String> columns) {
        return new AgentFailure.Unfit(
                "key " + columns + " of table " + table.table()
                        + " is not in the log: it was added, renamed or altered after the change, or is stored out of line"
                        + " (ALTER TABLE … SET STORAGE MAIN); once the table has it again, ask for a resync of the table",
                null);
    }

    /** The record of a row, or of its key, as its table holds it now. */
    GenericRecord row(Map<String, @Nullable Object> columns) {
        var mapped = new GenericData.Record(record);
        cells.forEach(cell -> mapped.put(cell.position(), convert(cell, columns.get(cell.column()))));
        return mapped;
    }

    /** The same of values that come in the order of {@code columns}. */
    Function<@Nullable Object[], GenericRecord> rows(List<String> columns) {
        var places =
                cells.stream().mapToInt(cell -> columns.indexOf(cell.column())).toArray();
        return values -> {
            var mapped = new GenericData.Record(record);
            for (int i = 0; i < places.length; i++) {
                var cell = cells.get(i);
                mapped.put(cell.position(), convert(cell, values[places[i]]));
            }
            return mapped;
        };
    }

    /**
     * The record of a row after a change. A large value that the change left alone comes from {@code before}. What the log
     * does not carry, which is also a column that the table got only after the change, comes from {@code present}; null if
     * the row is gone there.
     */
    @Nullable
    GenericRecord map(Struct row, @Nullable Struct before, Present present) {
        if (!held) {
            requireTypes(row.schema());
        }
        var mapped = new GenericData.Record(record);
        var missing = new ArrayList<Cell>();
        for (int i = 0; i < fields.length; i++) {
            var cell = cells.get(i);
            var field = held ? row.schema().field(cell.column()) : fields[i];
            if (field == null || !take(cell, field, row, before, mapped)) {
                missing.add(cell);
            }
        }
        return missing.isEmpty() || fill(mapped, missing, present) ? mapped : null;
    }

    /** The record of a row as the log has it; null if it is not as usual, and may not fit. */
    @Nullable
    GenericRecord map(LogRow row) {
        try {
            requireTypes(row.rowSchema());
            var places = places(row.columns());
            var mapped = new GenericData.Record(record);
            for (int i = 0; i < places.length; i++) {
                if (places[i] < 0) {
                    return null;
                }
                var cell = cells.get(i);
                mapped.put(cell.position(), convert(cell, row.value(places[i])));
            }
            return mapped;
        } catch (AgentFailure.Unfit | IllegalArgumentException e) {
            return null;
        }
    }

    private int[] places(List<String> columns) {
        if (columns != placed) {
            places = cells.stream()
                    .mapToInt(cell -> columns.indexOf(cell.column()))
                    .toArray();
            placed = columns;
        }
        return places;
    }

    /** False if the log has no value for it. */
    private boolean take(Cell cell, Field field, Struct row, @Nullable Struct before, GenericRecord mapped) {
        if (held && !cell.fits(field.schema())) {
            return false;
        }
        var value = read(cell, field, row);
        if (isUnavailable(value)) {
            // A large value is never NULL, so a NULL before means that the log does not carry it.
            value = before == null ? null : read(cell, field, before);
            if (value == null || isUnavailable(value)) {
                return false;
            }
        }
        try {
            mapped.put(cell.position(), convert(cell, value));
            return true;
        } catch (AgentFailure.Unfit e) {
            if (held) {
                return false;
            }
            throw e;
        }
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
                        "is gone from the table",
                        "give its new name under tables.columns, add it again, or register a contract without it",
                        null);
            }
            if (field != null && !cell.fits(field.schema())) {
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
                throw unfit(cell, "is NULL", "give the row a value, or register a contract that may be null", null);
            }
            return null;
        }
        try {
            return cell.value().toAvro(value);
        } catch (IllegalArgumentException e) {
            throw unfit(
                    cell, String.valueOf(e.getMessage()), "change the row, or register a contract that holds it", e);
        } catch (ClassCastException e) {
            // Without the cause: its text is Java's, and says nothing more.
            throw anotherType(cell, value.getClass().getSimpleName());
        }
    }

    /** Debezium looks a field up by its name for each value, unless it is given; but then gives a default for a NULL. */
    private static @Nullable Object read(Cell cell, Field field, Struct row) {
        var value = field.schema().defaultValue() == null ? row.get(field) : row.getWithoutDefault(cell.column());
        return value instanceof Long micros && cell.isTimeOfDay() ? ColumnValue.timeOfDay(micros) : value;
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
        return unfit(
                cell,
                "has another type: " + found + ", not " + ContractType.describe(cell.type()),
                "alter it back, or register a contract whose field has the new type",
                null);
    }

    private AgentFailure unfit(Cell cell, String problem, String remedy, @Nullable Exception cause) {
        return new AgentFailure.Unfit(
                "column " + table.table() + "." + cell.column() + " " + problem + ", against the contract "
                        + record.getFullName() + "; " + remedy,
                cause);
    }

    /** Reads columns of the row in the table, null if it is gone. */
    interface Present {
        @Nullable
        Map<String, @Nullable Object> read(List<String> columns);
    }

    private record Cell(int position, String column, boolean nullable, Schema type, boolean hashed, ColumnValue value) {

        /** The only number that the log gives for a plain text. */
        boolean isTimeOfDay() {
            return type.getType() == Schema.Type.STRING && !hashed;
        }

        boolean fits(org.apache.kafka.connect.data.Schema found) {
            return hashed ? CapturedType.isText(found) : CapturedType.fits(found, type);
        }
    }
}
