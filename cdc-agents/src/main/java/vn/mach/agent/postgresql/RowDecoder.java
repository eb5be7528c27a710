package vn.mach.agent.postgresql;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputMessageDecoder;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.Arrivals;

/**
 * Debezium's decoder, past which the common change goes: a row that is inserted, or updated under the same key, with all its values in the
 * log and of types that are read here. It is put into Debezium's queue as it is. Everything else is Debezium's, and so is each of
 * {@link #PLAIN_ROWS}, for what it does by the way, such as a heartbeat within a long transaction.
 */
final class RowDecoder extends PgOutputMessageDecoder {
    private static final int PLAIN_ROWS = 4_096;
    /** Microseconds from 1970 to 2000, where the server begins to count. */
    private static final long EPOCH = 946_684_800_000_000L;

    private final PostgresSchema schema;
    private final String server;
    private final Map<Integer, Relation> relations = new HashMap<>();
    private volatile @Nullable Arrivals arrivals;
    private long xid;
    private long committedAtMicros;
    /** Of the rows of {@link #sourceOf} in this transaction. */
    private @Nullable Struct source;

    private int sourceOf;
    private int rows;

    private RowDecoder(PostgresConnectorConfig config, PostgresSchema schema, PostgresConnection connection) {
        super(new MessageDecoderContext(config, schema), connection);
        this.schema = schema;
        this.server = config.getLogicalName();
    }

    /** Takes the place of Debezium's decoder in a connection that does not stream yet; Debezium has no setting for it. */
    static RowDecoder in(
            ReplicationConnection replication,
            PostgresConnectorConfig config,
            PostgresSchema schema,
            PostgresConnection connection) {
        var decoder = new RowDecoder(config, schema, connection);
        try {
            var field = replication.getClass().getDeclaredField("messageDecoder");
            field.setAccessible(true);
            field.set(replication, decoder);
            return decoder;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this release of Debezium keeps its decoder elsewhere", e);
        }
    }

    /** From now on rows go there. */
    void into(Arrivals queue) {
        arrivals = queue;
    }

    @Override
    public void processNotEmptyMessage(ByteBuffer message, ReplicationMessageProcessor processor, TypeRegistry registry)
            throws SQLException, InterruptedException {
        int begin = message.position();
        byte type = message.get(begin);
        switch (type) {
            case 'B' -> {
                committedAtMicros = message.getLong(begin + 1 + Long.BYTES) + EPOCH;
                xid = Integer.toUnsignedLong(message.getInt(begin + 1 + 2 * Long.BYTES));
                source = null;
            }
            case 'I', 'U' -> {
                var queue = arrivals;
                var row = row(message, type == 'I');
                if (row != null && queue != null && queue.isOpen()) {
                    queue.tell(row);
                    return;
                }
            }
            default -> {
                // Debezium's
            }
        }
        super.processNotEmptyMessage(message, processor, registry);
        if (type == 'R') {
            relate(message.position(begin + 1), registry);
        }
    }

    private void relate(ByteBuffer message, TypeRegistry registry) {
        int id = message.getInt();
        var relation = Relation.of(message, server, schema, registry);
        if (relation == null) {
            relations.remove(id);
        } else {
            relations.put(id, relation);
        }
        source = null;
    }

    private @Nullable PlainRow row(ByteBuffer message, boolean isNew) {
        int begin = message.position();
        int id = message.getInt(begin + 1);
        var relation = relations.get(id);
        int tuple = begin + 1 + Integer.BYTES;
        if (relation == null || message.get(tuple) != 'N' || !message.hasArray() || ++rows % PLAIN_ROWS == 0) {
            return null;
        }
        message.position(tuple + 1);
        var row = PlainRow.of(relation, isNew, source(id, relation), message);
        message.position(begin);
        return row;
    }

    private Struct source(int id, Relation relation) {
        var known = source;
        if (known == null || id != sourceOf) {
            known = relation.source(xid, committedAtMicros);
            source = known;
            sourceOf = id;
        }
        return known;
    }
}
