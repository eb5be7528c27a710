package vn.mach.agent.postgresql;

import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.SourceRecords;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/** What Debezium's PostgreSQL connector says: log positions are LSNs, transactions xids. */
final class PostgresRecords implements SourceRecords {
    private static final String COMMITTED = "lsn_commit";

    private final PresentRows present;
    private final LogHistory history;

    PostgresRecords(DatabaseConfig server, LogHistory history) {
        this.present = new PresentRows(server);
        this.history = history;
    }

    @Override
    public String table(Struct source) {
        return source.getString("schema") + "." + source.getString("table");
    }

    @Override
    public String transaction(Struct source) {
        return history.transaction(source.getInt64("txId"), source.getInt64("ts_us"));
    }

    @Override
    public String transaction(String told) {
        return history.transaction(told);
    }

    @Override
    public @Nullable Ended ended(SourceRecord told, Struct value) {
        if (value.schema().field("status") == null || !"END".equals(value.getString("status"))) {
            return null;
        }
        var ended = new Ended(transaction(value.getString("id")), lsn(told, COMMITTED));
        history.end(ended.boundary());
        return ended;
    }

    @Override
    public long heartbeat(SourceRecord heartbeat, long otherwise) {
        return heartbeat.sourceOffset().get(COMMITTED) instanceof Long lsn ? lsn : otherwise;
    }

    @Override
    public long snapshot(Struct source) {
        return source.getInt64("lsn");
    }

    @Override
    public long snapshotDone(SourceRecord notification) {
        long at = lsn(notification, "lsn");
        history.snapshot(at);
        return at;
    }

    /**
     * Only these two entries: without {@code lsn_proc} and {@code messageType} it streams from {@code lsn} as the server
     * sends, instead of searching for the row after the last one, which goes wrong where rows share a position.
     * {@code lsn_commit} is what it confirms to the server.
     */
    @Override
    public Map<String, Object> offset(long boundary) {
        return Map.of("lsn", boundary, COMMITTED, boundary);
    }

    /** {@link #offset} as JSON. */
    static String boundary(long boundary) {
        return "{\"lsn\":" + boundary + ",\"" + COMMITTED + "\":" + boundary + "}";
    }

    @Override
    public @Nullable Map<String, @Nullable Object> present(
            TableConfig table, GenericRecord key, List<String> columns, Struct source) {
        return present.read(table, key, columns, source.getInt64("txId"));
    }

    @Override
    public void close() {
        present.close();
    }

    private static long lsn(SourceRecord record, String entry) {
        @Nullable Object lsn = record.sourceOffset().get(entry);
        if (lsn instanceof Long position) {
            return position;
        }
        throw new AgentFailure.Broken("Debezium tells no " + entry + " where it should", null);
    }
}
