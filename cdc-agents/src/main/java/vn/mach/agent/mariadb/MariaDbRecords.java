package vn.mach.agent.mariadb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
    /** A table under another name is another table: its rows were written, or will be, where the agent does not look. */
    private static final Pattern RENAMES = Pattern.compile(
            "RENAME\\s+TABLES?\\s.*|ALTER\\s.*\\sRENAME\\s+(?!COLUMN\\s|INDEX\\s|KEY\\s).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Reached reached;
    private final Set<String> tables;
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
        var sql = value.getString("ddl");
        var database = value.getString("databaseName");
        for (Struct change : value.<Struct>getArray("tableChanges")) {
            var table = change.getString("id").replace("\"", "").replace("`", "");
            if (tables.contains(table)) {
                requireReadable(table, change);
            }
        }
        if (RENAMES.matcher(sql.strip()).matches()) {
            throw new AgentFailure.Gap("a captured table was renamed, or put in the place of another, in transaction "
                    + begun + " of database " + database);
        }
        alterations.add(new Structure.Statement(database, sql));
    }

    private void requireReadable(String table, Struct change) {
        if (change.getString("type").equals("DROP")) {
            throw new AgentFailure.Gap("table " + table + " was dropped in transaction " + begun);
        }
        for (Struct column : change.getStruct("table").<Struct>getArray("columns")) {
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
