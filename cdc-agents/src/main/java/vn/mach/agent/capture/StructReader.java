package vn.mach.agent.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StructWriter} wrote, in the same order. */
final class StructReader {
    private final ByteBuffer in;
    private final List<Schema> read = new ArrayList<>();

    StructReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    @Nullable
    String text() {
        int length = in.getInt();
        return length < 0 ? null : new String(raw(length), StandardCharsets.UTF_8);
    }

    byte[] raw(int length) {
        var content = new byte[length];
        in.get(content);
        return content;
    }

    @Nullable
    Struct struct() {
        return is() ? fields(schema()) : null;
    }

    private boolean is() {
        return in.get() != 0;
    }

    private Schema schema() {
        int known = in.getInt();
        if (known >= 0) {
            return read.get(known);
        }
        var builder = new SchemaBuilder(Schema.Type.valueOf(Objects.requireNonNull(text())));
        if (is()) {
            builder.optional();
        }
        var name = text();
        if (name != null) {
            builder.name(name);
        }
        if (is()) {
            builder.version(in.getInt());
        }
        int parameters = in.getInt();
        for (int i = 0; i < parameters; i++) {
            builder.parameter(text(), text());
        }
        var schema = parts(builder);
        read.add(schema);
        return schema;
    }

    private Schema parts(SchemaBuilder builder) {
        switch (builder.type()) {
            case STRUCT -> {
                int fields = in.getInt();
                for (int i = 0; i < fields; i++) {
                    builder.field(text(), schema());
                }
                return builder.build();
            }
            case ARRAY -> {
                return described(builder, SchemaBuilder.array(schema()));
            }
            case MAP -> {
                return described(builder, SchemaBuilder.map(schema(), schema()));
            }
            default -> {
                return builder.build();
            }
        }
    }

    /** What is known of it already, with the schemas of its elements, which Connect wants first. */
    private static Schema described(SchemaBuilder known, SchemaBuilder whole) {
        if (known.isOptional()) {
            whole.optional();
        }
        if (known.name() != null) {
            whole.name(known.name());
        }
        if (known.version() != null) {
            whole.version(known.version());
        }
        if (known.parameters() != null) {
            whole.parameters(known.parameters());
        }
        return whole.build();
    }

    private Struct fields(Schema schema) {
        var struct = new Struct(schema);
        for (var field : schema.fields()) {
            var value = value(field.schema());
            if (value != null) {
                struct.put(field, value);
            }
        }
        return struct;
    }

    private @Nullable Object value(Schema schema) {
        if (!is()) {
            return null;
        }
        return switch (schema.type()) {
            case INT8 -> in.get();
            case INT16 -> in.getShort();
            case INT32 -> in.getInt();
            case INT64 -> in.getLong();
            case FLOAT32 -> Float.intBitsToFloat(in.getInt());
            case FLOAT64 -> Double.longBitsToDouble(in.getLong());
            case BOOLEAN -> is();
            case STRING -> text();
            case BYTES -> bytes();
            case ARRAY -> array(schema);
            case MAP -> map(schema);
            case STRUCT -> fields(schema);
        };
    }

    private Object bytes() {
        int kind = in.get();
        int scale = kind == StructWriter.DECIMAL ? in.getInt() : 0;
        var content = raw(in.getInt());
        return switch (kind) {
            case StructWriter.DECIMAL -> new BigDecimal(new BigInteger(content), scale);
            case StructWriter.BUFFER -> ByteBuffer.wrap(content);
            default -> content;
        };
    }

    private List<@Nullable Object> array(Schema schema) {
        int size = in.getInt();
        var values = new ArrayList<@Nullable Object>(size);
        for (int i = 0; i < size; i++) {
            values.add(value(schema.valueSchema()));
        }
        return values;
    }

    private Map<@Nullable Object, @Nullable Object> map(Schema schema) {
        int size = in.getInt();
        var values = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < size; i++) {
            var key = value(schema.keySchema());
            values.put(key, value(schema.valueSchema()));
        }
        return values;
    }
}
