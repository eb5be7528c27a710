package vn.mach.agent.capture;

import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Operation;

/**
 * A new or altered row as the source's log has it, of which Debezium has made nothing: its way of a row takes most of the time that
 * an agent has for one. It travels through Debezium's queue, in its place, as a record without key and value.
 */
public abstract class LogRow extends SourceRecord {
    /** What Debezium's queue reckons for each entry of an offset, in bytes. */
    private static final int BYTES_PER_ENTRY = 100;

    private final int bytes;

    /**
     * A row of a table.
     *
     * @param described Debezium's schema of the events of the table
     * @param bytes that it holds on to
     */
    protected LogRow(String topic, Map<String, ?> partition, Schema described, int bytes) {
        super(partition, Map.of(), topic, null, null, null, described, null);
        this.bytes = bytes;
    }

    /** Debezium's schema of the rows of the table, whose columns are those of the contract. */
    public abstract Schema rowSchema();

    /** The source, of which only the table and the transaction are told. */
    public abstract Struct source();

    /** All columns of the table; the same object for all rows between two alterations. */
    public abstract List<String> columns();

    /**
     * The value of the column at this place of {@link #columns}, as Debezium would give it; null for NULL. Throws
     * {@link IllegalArgumentException} if the log has it in a form that is not usual: {@link #rowStruct} has any.
     */
    public abstract @Nullable Object value(int place);

    public abstract boolean isNew();

    /** Its key as Debezium makes it. */
    public abstract Struct keyStruct();

    /** The row as Debezium makes it. */
    public abstract Struct rowStruct();

    /** The change as Debezium tells it. */
    final SourceChange whole() {
        return new SourceChange(
                isNew() ? Operation.CREATE.code() : Operation.UPDATE.code(), keyStruct(), null, rowStruct(), source());
    }

    /** By its size the queue knows how much waits in memory. The agent keeps its own offset. */
    @Override
    public final Map<String, ?> sourceOffset() {
        return new Weight(bytes / BYTES_PER_ENTRY);
    }

    // Debezium's records are told apart by what they are, not by what they hold.
    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(this);
    }

    private static final class Weight extends AbstractMap<String, Object> {
        private final int entries;

        Weight(int entries) {
            this.entries = entries;
        }

        @Override
        public int size() {
            return entries;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return Set.of();
        }
    }
}
