package vn.mach.agent.capture;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Structs with their schemas to bytes, so that {@link StructReader} gives the same values under the same types, names and
 * parameters. Connect's own JSON does not: there a NaN becomes 0. What is left out are defaults and descriptions, which nobody reads. A schema is
 * written once.
 */
final class StructWriter {
    static final int BYTES = 0;
    static final int BUFFER = 1;
    static final int DECIMAL = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Map<Schema, Integer> written = new HashMap<>();

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    StructWriter text(@Nullable String text) {
        return tried(() -> {
            if (text == null) {
                out.writeInt(-1);
                return;
            }
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        });
    }

    /** Bytes whose number the reader knows. */
    StructWriter raw(byte[] content) {
        return tried(() -> out.write(content));
    }

    StructWriter struct(@Nullable Struct struct) {
        return tried(() -> {
            out.writeBoolean(struct != null);
            if (struct != null) {
                schema(struct.schema());
                fields(struct);
            }
        });
    }

    private void schema(Schema schema) throws IOException {
        var known = written.get(schema);
        if (known != null) {
            out.writeInt(known);
            return;
        }
        out.writeInt(-1);
        text(schema.type().name());
        out.writeBoolean(schema.isOptional());
        text(schema.name());
        out.writeBoolean(schema.version() != null);
        if (schema.version() != null) {
            out.writeInt(schema.version());
        }
        parameters(schema.parameters());
        parts(schema);
        written.put(schema, written.size());
    }

    private void parameters(@Nullable Map<String, String> parameters) throws IOException {
        out.writeInt(parameters == null ? 0 : parameters.size());
        if (parameters != null) {
            parameters.forEach((name, value) -> text(name).text(value));
        }
    }

    private void parts(Schema schema) throws IOException {
        switch (schema.type()) {
            case STRUCT -> {
                out.writeInt(schema.fields().size());
                for (var field : schema.fields()) {
                    text(field.name());
                    schema(field.schema());
                }
            }
            case ARRAY -> schema(schema.valueSchema());
            case MAP -> {
                schema(schema.keySchema());
                schema(schema.valueSchema());
            }
            default -> {}
        }
    }

    private void fields(Struct struct) throws IOException {
        for (var field : struct.schema().fields()) {
            value(field.schema(), struct.getWithoutDefault(field.name()));
        }
    }

    private void value(Schema schema, @Nullable Object value) throws IOException {
        out.writeBoolean(value != null);
        if (value == null) {
            return;
        }
        switch (schema.type()) {
            case INT8 -> out.writeByte((Byte) value);
            case INT16 -> out.writeShort((Short) value);
            case INT32 -> out.writeInt((Integer) value);
            case INT64 -> out.writeLong((Long) value);
            case FLOAT32 -> out.writeInt(Float.floatToRawIntBits((Float) value));
            case FLOAT64 -> out.writeLong(Double.doubleToRawLongBits((Double) value));
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case STRING -> text((String) value);
            case BYTES -> bytes(value);
            case ARRAY -> array(schema, (List<?>) value);
            case MAP -> map(schema, (Map<?, ?>) value);
            case STRUCT -> fields((Struct) value);
        }
    }

    private void bytes(Object value) throws IOException {
        if (value instanceof BigDecimal decimal) {
            out.writeByte(DECIMAL);
            out.writeInt(decimal.scale());
            sized(decimal.unscaledValue().toByteArray());
        } else if (value instanceof ByteBuffer buffer) {
            var content = new byte[buffer.remaining()];
            buffer.duplicate().get(content);
            out.writeByte(BUFFER);
            sized(content);
        } else {
            out.writeByte(BYTES);
            sized((byte[]) value);
        }
    }

    private void sized(byte[] content) throws IOException {
        out.writeInt(content.length);
        out.write(content);
    }

    private void array(Schema schema, List<?> values) throws IOException {
        out.writeInt(values.size());
        for (var value : values) {
            value(schema.valueSchema(), value);
        }
    }

    private void map(Schema schema, Map<?, ?> values) throws IOException {
        out.writeInt(values.size());
        for (var entry : values.entrySet()) {
            value(schema.keySchema(), entry.getKey());
            value(schema.valueSchema(), entry.getValue());
        }
    }

    private StructWriter tried(Writing writing) {
        try {
            writing.write();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    private interface Writing {
        void write() throws IOException;
    }
}
