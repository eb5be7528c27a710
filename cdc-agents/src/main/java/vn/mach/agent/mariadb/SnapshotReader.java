package vn.mach.agent.mariadb;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.avro.Schema;
import vn.mach.agent.capture.SnapshotRows;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.publish.CapturedTable;

/**
 * Reads all tables as of one {@link Moment}. Debezium would read the place first and the rows later, so that changes are in
 * both, or lock the server between.
 */
final class SnapshotReader {
    private final Database database;
    private final List<CapturedTable> tables;
    private final BooleanSupplier over;

    SnapshotReader(Database database, List<CapturedTable> tables, BooleanSupplier over) {
        this.database = database;
        this.tables = tables;
        this.over = over;
    }

    /** Tells every row, and where that was, which {@code reached} knows then; stops early if it is told to. */
    BinlogPosition read(SnapshotRows rows, Reached reached) {
        try (var moment = Moment.begin(database)) {
            var structure = structure(
                    database, tables.stream().map(CapturedTable::table).toList());
            var gtids = moment.gtids();
            for (var captured : tables) {
                read(captured, rows, moment.position());
            }
            reached.snapshot(moment.position().number(), gtids, structure);
            return moment.position();
        }
    }

    /** The first read of a table keeps everybody from altering it until the end of the moment. */
    static Structure structure(Database database, List<TableConfig> tables) {
        for (var table : tables) {
            database.query("SELECT 1 FROM " + Database.quoted(table) + " LIMIT 1", row -> row.getInt(1));
        }
        return Structure.of(database, tables);
    }

    private void read(CapturedTable captured, SnapshotRows rows, BinlogPosition at) {
        var names = captured.topic().rowSchema().getFields().stream()
                .map(Schema.Field::name)
                .map(captured::column)
                .distinct()
                .toList();
        var values = StoredValues.of(database, captured.table(), names);
        long micros = System.currentTimeMillis() * 1_000;
        database.each("SELECT " + values.select() + " FROM " + Database.quoted(captured.table()), row -> {
            if (over.getAsBoolean()) {
                return false;
            }
            rows.row(captured.table(), values.read(row), at.number(), micros);
            return true;
        });
    }
}
