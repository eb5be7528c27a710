package vn.mach.agent.postgresql;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import vn.mach.agent.capture.SnapshotRows;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;

/**
 * Makes the slot and reads all tables as they were where it begins. Debezium would do the same, at half the speed, and read days
 * and times without their era.
 */
final class SnapshotReader {
    /** The snapshot shows the catalogue as it was then; functions of the catalogue tell what is. */
    private static final String REWRITTEN = """
            SELECT count(*) FROM pg_class c
            WHERE c.relfilenode <> coalesce(pg_relation_filenode(c.oid), 0) AND c.relkind IN ('r', 'p')
              AND (c.oid = to_regclass(?) OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass(?))))""";

    private final Database database;
    private final String application;
    private final List<CapturedTable> tables;
    private final BooleanSupplier over;

    SnapshotReader(Database database, String application, List<CapturedTable> tables, BooleanSupplier over) {
        this.database = database;
        this.application = application;
        this.tables = tables;
        this.over = over;
    }

    /** Tells every row, and where that was; empty if it was over before, and then the connection is of no more use. */
    OptionalLong read(SnapshotRows rows) {
        long at;
        try (var slot = ExportedSlot.create(database, application, over)) {
            if (slot == null) {
                return OptionalLong.empty();
            }
            at = slot.at();
            database.execute(
                    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                    "SET TRANSACTION SNAPSHOT '" + slot.snapshot() + "'");
        }
        // A policy that hides rows is then an error; and nothing is said of how long it takes.
        database.execute("SET LOCAL row_security = off", "SET LOCAL statement_timeout = 0");
        long readAtMicros = System.currentTimeMillis() * 1_000;
        for (var captured : tables) {
            if (!read(captured, rows, at, readAtMicros)) {
                return OptionalLong.empty();
            }
        }
        database.execute("COMMIT");
        return OptionalLong.of(at);
    }

    private boolean read(CapturedTable captured, SnapshotRows rows, long at, long readAtMicros) {
        var table = captured.table();
        var names = captured.topic().rowSchema().getFields().stream()
                .map(Schema.Field::name)
                .map(captured::column)
                .distinct()
                .toList();
        var columns = CopiedColumn.of(database, table, names);
        requireNotRewritten(captured);
        var told = rows.of(table, names, at, readAtMicros);
        var sql = columns.stream()
                .map(CopiedColumn::select)
                .collect(Collectors.joining(
                        ", ", "COPY (SELECT ", " FROM " + Column.quoted(table) + ") TO STDOUT (FORMAT binary)"));
        return Database.ofTable(
                table,
                () -> database.copy(
                        sql,
                        messages -> CopiedRows.read(messages, columns, row -> {
                            told.row(row);
                            return !over.getAsBoolean();
                        })));
    }

    /** What was rewritten since, by an ALTER TABLE, looks empty in the snapshot. */
    private void requireNotRewritten(CapturedTable captured) {
        var name = Column.quoted(captured.table());
        if (database.one(REWRITTEN, row -> row.getInt(1), name, name) > 0) {
            throw new AgentFailure.Unavailable(
                    "table " + captured.table().table() + " was rewritten while its snapshot began: begins again",
                    null);
        }
    }
}
