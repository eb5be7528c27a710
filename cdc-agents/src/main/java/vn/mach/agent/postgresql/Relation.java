package vn.mach.agent.postgresql;

import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A table as a {@code Relation} message of the log describes it; of it the rows that follow are.
 *
 * @param partition Debezium's source partition
 * @param types of all columns, in the order of the log
 * @param forms how to read the columns of the contract; null for another column
 */
record Relation(
        String topic,
        Map<String, String> partition,
        Table table,
        TableSchema schema,
        List<String> columns,
        List<PostgresType> types,
        List<@Nullable PlainText> forms,
        TypeRegistry registry) {
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .field("txId", Schema.INT64_SCHEMA)
            .field("ts_us", Schema.INT64_SCHEMA)
            .build();

    /**
     * Reads the message, which Debezium has read before; null if Debezium does not capture the table, or reads a type that nobody
     * else does.
     *
     * @param in behind the type of the message
     * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">message formats</a>
     */
    static @Nullable Relation of(ByteBuffer in, String server, PostgresSchema known, TypeRegistry registry) {
        var id = new TableId(null, text(in), text(in));
        var schema = known.schemaFor(id);
        var table = known.tableFor(id);
        if (schema == null || table == null) {
            return null;
        }
        var unused = in.get(); // replica identity
        int count = in.getShort();
        var columns = new ArrayList<String>(count);
        var types = new ArrayList<PostgresType>(count);
        for (int i = 0; i < count; i++) {
            unused = in.get(); // flags
            columns.add(text(in));
            types.add(registry.get(in.getInt()));
            in.getInt(); // type modifier
        }
        var forms = forms(columns, types, schema.valueSchema());
        return forms == null
                ? null
                : new Relation(
                        server + "." + id.schema() + "." + id.table(),
                        Map.of("server", server),
                        table,
                        schema,
                        Collections.unmodifiableList(columns),
                        types,
                        forms,
                        registry);
    }

    private static @Nullable List<@Nullable PlainText> forms(
            List<String> columns, List<PostgresType> types, Schema rows) {
        var forms = new ArrayList<@Nullable PlainText>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            boolean captured = rows.field(columns.get(i)) != null;
            var form = captured ? PlainText.of(types.get(i)) : null;
            if (captured && form == null) {
                return null;
            }
            forms.add(form);
        }
        return forms;
    }

    private static String text(ByteBuffer in) {
        int from = in.position();
        int to = from;
        while (in.get(to) != 0) {
            to++;
        }
        var bytes = new byte[to - from];
        in.get(bytes).get();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The source of the rows of a transaction. */
    Struct source(long xid, long committedAtMicros) {
        return new Struct(SOURCE)
                .put("schema", table.id().schema())
                .put("table", table.id().table())
                .put("txId", xid)
                .put("ts_us", committedAtMicros);
    }

    /**
     * The values of a row in Debezium's order, as it has them before it makes a Struct; null for NULL, or a column that is not captured.
     *
     * @param texts by place
     */
    @Nullable
    Object[] values(IntFunction<@Nullable String> texts) {
        var values = new @Nullable Object[table.columns().size()];
        for (int i = 0; i < columns.size(); i++) {
            var text = forms.get(i) == null ? null : texts.apply(i);
            if (text != null) {
                values[table.columnWithName(columns.get(i)).position() - 1] = value(i, text);
            }
        }
        return values;
    }

    private @Nullable Object value(int place, String text) {
        return PgOutputReplicationMessage.getValue(
                columns.get(place),
                types.get(place),
                types.get(place).getName(),
                text,
                () -> {
                    throw new IllegalStateException("an array is not read here, and nothing else needs a connection");
                },
                false,
                registry);
    }
}
