package vn.mach.agent.mariadb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.SourceRecords;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;

/**
 * What Debezium's MariaDB connector says: log positions are {@link BinlogPosition#number}, transactions GTIDs. It tells the
 * end of a transaction without its place: that is told when the next one begins, or when the log is idle. Of a statement that
 * alters tables it tells no end at all: it ends when the next one begins.
 */
final class MariaDbRecords implements SourceRecords {
    private static final String REREAD =
            "take the table out of the file, start, then put it back: the agent reads it again";

    private final Reached reached;
    private final Set<String> tables;
    private final Set<String> schemas;
    private final Set<String> columns;
    private final PresentRows present;
    private final List<Structure.Statement> alterations = new ArrayList<>();
    private @Nullable String begun;
    private @Nullable String changed;
    private volatile long heardAt = System.nanoTime();

    /**
     * Reads for one engine.
     *
     * @param captured the tables and columns that are captured
     */
    MariaDbRecords(Reached reached, List<CapturedTable> captured, PresentRows present) {
        this.reached = reached;
        this.tables = captured.stream().map(table -> table.table().table()).collect(Collectors.toSet());
        this.schemas = captured.stream().map(table -> table.table().schema()).collect(Collectors.toSet());
        this.columns = captured.stream()
                .flatMap(table -> table.topic().rowSchema().getFields().stream()
                        .map(field -> table.table().table() + "." + table.column(field.name())))
                .collect(Collectors.toSet());
        this.present = present;
    }

    /** When the engine last told anything, by {@link System#nanoTime}. */
    long heardAt() {
        return heardAt;
    }

    @Override
    public String table(Struct source) {
        return source.getString("db") + "." + source.getString("table");
    }

    @Override
    public String transaction(Struct source) {
        var gtid = statement(source);
        changed = table(source);
        return gtid;
    }

    @Override
    public String statement(Struct source) {
        return source.getString("gtid");
    }

    @Override
    public String transaction(String told) {
        return told;
    }

    @Override
    public @Nullable Ended ended(SourceRecord told, Struct value) {
        heardAt = System.nanoTime();
        var status = value.schema().field("status") == null ? "" : value.getString("status");
        if (status.equals("END")) {
            return end();
        }
        if (!status.equals("BEGIN")) {
            return null;
        }
        requireDecided();
        var statement = end();
        reached.placed(position(told));
        begun = value.getString("id");
        return statement;
    }

    /** Before an end, only a statement may be left alone, and what it changes is a table as a whole. */
    private void requireDecided() {
        if (begun != null && changed != null) {
            throw new AgentFailure.Gap("table " + changed + " was changed by XA transaction " + begun
                    + ", which the log tells before it is committed or rolled back");
        }
    }

    /** The place that is known is that of its beginning. */
    private @Nullable Ended end() {
        var gtid = begun;
        if (gtid == null) {
            return null;
        }
        alterations.forEach(reached::altered);
        alterations.clear();
        reached.passed(gtid);
        begun = null;
        changed = null;
        return new Ended(gtid, reached.place());
    }

    /** Keeps what becomes of the captured tables, for whoever reads on from after it. */
    @Override
    public void altered(Struct value) {
        var statement = new Structure.Statement(value.getString("databaseName"), value.getString("ddl"));
        var definition = new Definition(statement.database(), statement.sql());
        var unseen = definition.unseen(tables);
        if (unseen != null) {
            throw new AgentFailure.Gap("a captured table of database " + statement.database() + " " + unseen
                    + " in transaction " + begun + ", which its rows in the log do not show");
        }
        List<Struct> changes = value.getArray("tableChanges");
        boolean concerns = changes.stream().anyMatch(this::concerns);
        if (!concerns && tables.stream().anyMatch(definition::alters)) {
            throw new AgentFailure.Broken(
                    "transaction " + begun + " alters a captured table of database " + statement.database()
                            + " by a statement that Debezium cannot read; " + REREAD,
                    null);
        }
        if (concerns || (changes.isEmpty() && schemas.contains(statement.database()))) {
            alterations.add(statement);
        }
    }

    private boolean concerns(Struct change) {
        var table = change.getString("id").replace("\"", "").replace("`", "");
        if (!tables.contains(table)) {
            return false;
        }
        if (change.getStruct("table") != null) {
            requireReadable(table, change.getStruct("table"));
        }
        return true;
    }

    private void requireReadable(String table, Struct description) {
        for (Struct column : description.<Struct>getArray("columns")) {
            List<String> options = column.getArray("enumValues");
            var name = table + "." + column.getString("name");
            if (options != null && columns.contains(name) && options.stream().anyMatch(ColumnType::hasEscapedOption)) {
                throw new AgentFailure.Broken(
                        "column " + name + " got an option with a comma, a quote or a backslash in transaction " + begun
                                + ": capture it with a contract without this column",
                        null);
            }
        }
    }

    /** Inside a transaction Debezium tells its beginning, and before the first of a run where it looks for that. */
    @Override
    public long heartbeat(SourceRecord heartbeat, long otherwise) {
        long told = position(heartbeat);
        if (begun != null || told <= reached.place()) {
            return otherwise;
        }
        reached.placed(told);
        return told;
    }

    @Override
    public long snapshot(Struct source) {
        throw new AgentFailure.Broken("Debezium takes a snapshot that is the agent's to take", null);
    }

    @Override
    public long snapshotDone(SourceRecord notification) {
        throw new AgentFailure.Broken("Debezium has taken a snapshot that is the agent's to take", null);
    }

    /** Nothing: the server forgets the log by age, whatever is read of it. */
    @Override
    public Map<String, Object> offset(long boundary) {
        return Map.of();
    }

    @Override
    public @Nullable Map<String, @Nullable Object> present(
            TableConfig table, GenericRecord key, List<String> columns, Struct source) {
        return present.read(table, key, columns);
    }

    @Override
    public void close() {
        present.close();
    }

    /** Without a file the engine has not begun to read. */
    private static long position(SourceRecord record) {
        var offset = record.sourceOffset();
        return offset.get("file") instanceof String file && offset.get("pos") instanceof Long position
                ? new BinlogPosition(file, position).number()
                : 0;
    }
}
