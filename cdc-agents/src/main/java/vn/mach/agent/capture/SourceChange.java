package vn.mach.agent.capture;

import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Operation;

/**
 * A change as Debezium tells it.
 *
 * @param operation Debezium's code of it
 * @param key null where the source tells none, as of a truncation
 */
record SourceChange(
        String operation,
        @Nullable Struct key,
        @Nullable Struct before,
        @Nullable Struct after,
        Struct source) {

    static SourceChange of(SourceRecord record, Struct value) {
        return new SourceChange(
                value.getString("op"),
                (Struct) record.key(),
                value.getStruct("before"),
                value.getStruct("after"),
                value.getStruct("source"));
    }

    boolean isTruncation() {
        return "t".equals(operation);
    }

    boolean isDelete() {
        return kind() == Operation.DELETE;
    }

    Operation kind() {
        return Operation.of(operation);
    }

    long committedAtMicros() {
        return source.getInt64("ts_us");
    }

    void writeTo(StructWriter writer) {
        writer.text(operation).struct(key).struct(before).struct(after).struct(source);
    }

    static SourceChange readFrom(StructReader reader) {
        return new SourceChange(
                Objects.requireNonNull(reader.text()),
                reader.struct(),
                reader.struct(),
                reader.struct(),
                Objects.requireNonNull(reader.struct()));
    }
}
