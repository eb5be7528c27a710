package vn.mach.agent.postgresql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.LogRow;

/** A new tuple of {@code pgoutput}: the number of its columns, and of each a kind and, if it has one, the size and the text of its value. */
final class PlainRow extends LogRow {
    private static final int NULL = -1;

    private final Relation relation;
    private final boolean isNew;
    private final Struct source;
    private final byte[] in;
    private final int[] begins;
    private final int[] sizes;

    private PlainRow(Relation relation, boolean isNew, Struct source, byte[] in, int[] begins, int[] sizes) {
        super(
                relation.topic(),
                relation.partition(),
                relation.schema().getEnvelopeSchema().schema(),
                in.length);
        this.relation = relation;
        this.isNew = isNew;
        this.source = source;
        this.in = in;
        this.begins = begins;
        this.sizes = sizes;
    }

    /**
     * The row that is in the rest of {@code message}, which it keeps; null if a value is not in it, as an update left it alone, or the
     * tuple is no row of {@code relation}. Does not move the message's position.
     */
    static @Nullable PlainRow of(Relation relation, boolean isNew, Struct source, ByteBuffer message) {
        int columns = relation.columns().size();
        int at = message.position();
        if (message.getShort(at) != columns) {
            return null;
        }
        at += Short.BYTES;
        var begins = new int[columns];
        var sizes = new int[columns];
        for (int i = 0; i < columns; i++) {
            byte kind = message.get(at++);
            if (kind == 't') {
                int size = message.getInt(at);
                at += Integer.BYTES;
                begins[i] = message.arrayOffset() + at;
                sizes[i] = size;
                at += size;
            } else if (kind == 'n') {
                sizes[i] = NULL;
            } else {
                return null;
            }
        }
        return new PlainRow(relation, isNew, source, message.array(), begins, sizes);
    }

    @Override
    public Schema rowSchema() {
        return relation.schema().valueSchema();
    }

    @Override
    public Struct source() {
        return source;
    }

    @Override
    public List<String> columns() {
        return relation.columns();
    }

    @Override
    public @Nullable Object value(int place) {
        var form = relation.forms().get(place);
        if (form == null) {
            throw new IllegalArgumentException("a column that is not captured");
        }
        return sizes[place] == NULL ? null : form.value(in, begins[place], sizes[place]);
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @Override
    public Struct keyStruct() {
        return relation.schema().keyFromColumnData(relation.values(this::text));
    }

    @Override
    public Struct rowStruct() {
        return relation.schema().valueFromColumnData(relation.values(this::text));
    }

    private @Nullable String text(int place) {
        return sizes[place] == NULL ? null : new String(in, begins[place], sizes[place], StandardCharsets.UTF_8);
    }
}
