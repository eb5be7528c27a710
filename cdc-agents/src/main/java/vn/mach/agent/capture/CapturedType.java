package vn.mach.agent.capture;

import io.debezium.data.Enum;
import io.debezium.data.EnumSet;
import io.debezium.data.Json;
import io.debezium.data.Uuid;
import io.debezium.data.VariableScaleDecimal;
import io.debezium.data.Xml;
import io.debezium.time.Date;
import io.debezium.time.MicroTime;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.Year;
import io.debezium.time.ZonedTimestamp;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;

/**
 * Which types that Debezium captures can become which types of a contract without a loss: {@link ColumnType} in
 * Debezium's words. A table may be altered at any moment, and a date or a time is a plain number but for its name.
 */
final class CapturedType {
    /** What Debezium names nothing: text as such, a number as such. */
    private static final String PLAIN = "";

    private static final Set<String> TEXT = Set.of(
            PLAIN, Uuid.LOGICAL_NAME, Json.LOGICAL_NAME, Enum.LOGICAL_NAME, EnumSet.LOGICAL_NAME, Xml.LOGICAL_NAME);

    private CapturedType() {}

    /** Whether every value that the log gives under {@code found} is one of the contract's type. */
    static boolean fits(Schema found, org.apache.avro.Schema contract) {
        var logical = contract.getLogicalType();
        return switch (contract.getType()) {
            case BOOLEAN ->
                is(found, PLAIN, Schema.Type.BOOLEAN) || is(found, ContractType.NUMERIC_BOOLEAN, Schema.Type.INT16);
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? is(found, Date.SCHEMA_NAME, Schema.Type.INT32)
                        : is(found, PLAIN, Schema.Type.INT16, Schema.Type.INT32)
                                || is(found, Year.SCHEMA_NAME, Schema.Type.INT32);
            case LONG -> fitsLong(found, contract);
            case FLOAT -> is(found, PLAIN, Schema.Type.FLOAT32);
            case DOUBLE -> is(found, PLAIN, Schema.Type.FLOAT32, Schema.Type.FLOAT64);
            case STRING ->
                logical == null
                        ? (found.type() == Schema.Type.STRING && TEXT.contains(name(found)))
                                || is(found, MicroTime.SCHEMA_NAME, Schema.Type.INT64)
                        : is(found, Uuid.LOGICAL_NAME, Schema.Type.STRING);
            case BYTES ->
                logical instanceof LogicalTypes.Decimal
                        ? is(found, Decimal.LOGICAL_NAME, Schema.Type.BYTES)
                                || is(found, VariableScaleDecimal.LOGICAL_NAME, Schema.Type.STRUCT)
                        : is(found, PLAIN, Schema.Type.BYTES);
            case ENUM -> is(found, PLAIN, Schema.Type.STRING) || is(found, Enum.LOGICAL_NAME, Schema.Type.STRING);
            default -> false;
        };
    }

    /** Whether {@link ColumnValue#text} is defined for every value: what may be hashed. */
    static boolean isText(Schema found) {
        return switch (found.type()) {
            case STRING -> Set.of(PLAIN, Uuid.LOGICAL_NAME, Enum.LOGICAL_NAME).contains(name(found));
            case INT16, INT32, INT64 -> name(found).equals(PLAIN);
            case BYTES -> name(found).equals(Decimal.LOGICAL_NAME);
            case STRUCT -> name(found).equals(VariableScaleDecimal.LOGICAL_NAME);
            default -> false;
        };
    }

    /** The type in one or two words, such as {@code int64} or {@code int64 MicroTimestamp}. */
    static String describe(Schema found) {
        var name = name(found);
        return found.type().getName() + (name.isEmpty() ? "" : " " + name.substring(name.lastIndexOf('.') + 1));
    }

    private static boolean fitsLong(Schema found, org.apache.avro.Schema contract) {
        var logical = contract.getLogicalType();
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return is(found, ZonedTimestamp.SCHEMA_NAME, Schema.Type.STRING);
        }
        if (logical instanceof LogicalTypes.LocalTimestampMicros) {
            return is(found, MicroTimestamp.SCHEMA_NAME, Schema.Type.INT64);
        }
        return is(found, PLAIN, Schema.Type.INT16, Schema.Type.INT32, Schema.Type.INT64)
                || is(found, Year.SCHEMA_NAME, Schema.Type.INT32);
    }

    private static boolean is(Schema found, String name, Schema.Type... types) {
        return name(found).equals(name) && Set.of(types).contains(found.type());
    }

    private static String name(Schema found) {
        return found.name() == null ? PLAIN : found.name();
    }
}
