package vn.mach.agent.capture;

import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;

/**
 * How to read what Debezium says of one kind of source database. A log position is a number that grows with the log; a
 * boundary is one between two source transactions.
 */
public interface SourceRecords extends AutoCloseable {
    /** {@code <schema>.<table>} of a change's source. */
    String table(Struct source);

    /** The transaction of a row's change, as {@link #transaction(String)} names it. */
    String transaction(Struct source);

    /** The same of a statement that concerns a table as a whole. */
    default String statement(Struct source) {
        return transaction(source);
    }

    /** The transaction whose begin or end was told under this id. */
    String transaction(String told);

    /**
     * The transaction that has ended now that this is told, which is the begin or end of one or a heartbeat; null if none has.
     * What is told to begin begins after it.
     */
    @Nullable
    Ended ended(SourceRecord told, Struct value);

    /**
     * A transaction that is told as a whole.
     *
     * @param boundary after it
     */
    record Ended(String transaction, long boundary) {}

    /** The structure of a table was changed here, in a database whose log says so. */
    default void altered(Struct value) {}

    /** The boundary that a heartbeat tells, or {@code otherwise} if it tells none. */
    long heartbeat(SourceRecord heartbeat, long otherwise);

    /** The log position that a snapshot was taken at, from one of its rows. */
    long snapshot(Struct source);

    /** The same, from the notification that it is whole. */
    long snapshotDone(SourceRecord notification);

    /** What Debezium is told to have been published: it confirms this to the server, and starts again from it. */
    Map<String, Object> offset(long boundary);

    /**
     * Columns of a row as its table holds it now, which is as it was after the change or later; null if the row is gone. For
     * what the log does not carry.
     */
    @Nullable
    Map<String, @Nullable Object> present(TableConfig table, GenericRecord key, List<String> columns, Struct source);

    @Override
    void close();
}
