package vn.mach.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;

/** One side of a comparison, of a kind. */
sealed interface Operand permits Operand.Literal, Operand.Column, Operand.Outcome, TextFunction, NumberFunction {
    /** Kinds compare with themselves, and the number kinds with each other. */
    enum Kind {
        TEXT,
        ENUM,
        UUID,
        INT,
        LONG,
        DECIMAL,
        /** Four bytes; a literal without quotes meets it as a double, in a list as one of its own. */
        REAL,
        FLOATING,
        BOOLEAN,
        DATE,
        TIMESTAMP,
        LOCAL_TIMESTAMP,
        BYTES;

        /** As a person would say it. */
        String label() {
            return switch (this) {
                case INT, LONG -> "whole number";
                case FLOATING -> "double";
                case TIMESTAMP -> "timestamp with time zone";
                case LOCAL_TIMESTAMP -> "timestamp without time zone";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }

        boolean isNumber() {
            return this == DECIMAL || isWhole() || isFloating();
        }

        boolean isWhole() {
            return this == INT || this == LONG;
        }

        boolean isFloating() {
            return this == REAL || this == FLOATING;
        }

        /** A value of this kind as an object whose {@code equals} is SQL's equality. */
        Object key(Object value) {
            return switch (this) {
                case INT, LONG, DATE, TIMESTAMP, LOCAL_TIMESTAMP -> ((Number) value).longValue();
                case DECIMAL -> ((BigDecimal) value).stripTrailingZeros();
                case REAL, FLOATING -> ((Number) value).doubleValue() + 0.0; // which makes minus zero zero
                default -> value;
            };
        }
    }

    Kind kind();

    /** Null stands for SQL's NULL. */
    @Nullable
    Object value(IndexedRecord row);

    record Literal(Kind kind, Object constant) implements Operand {
        @Override
        public Object value(IndexedRecord row) {
            return constant;
        }
    }

    /** @param type without its null branch */
    record Column(Kind kind, int position, String name, Schema type) implements Operand {
        static Column of(Schema.Field field) {
            var type = Contract.notNull(field.schema());
            return new Column(kindOf(type), field.pos(), field.name(), type);
        }

        @Override
        public @Nullable Object value(IndexedRecord row) {
            var value = row.get(position);
            if (value == null) {
                return null;
            }
            if (kind == Kind.TEXT) { // by far the most frequent one
                return value.toString();
            }
            return switch (kind) {
                case ENUM -> value.toString();
                case UUID -> value.toString().toLowerCase(Locale.ROOT);
                case DECIMAL -> decimal((ByteBuffer) value);
                default -> value;
            };
        }

        /** Avro keeps a decimal as its unscaled bytes. */
        private BigDecimal decimal(ByteBuffer buffer) {
            var bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return new BigDecimal(new BigInteger(bytes), ((LogicalTypes.Decimal) type.getLogicalType()).getScale());
        }

        private static Kind kindOf(Schema type) {
            var logical =
                    type.getLogicalType() == null ? "" : type.getLogicalType().getName();
            return switch (logical) {
                case "date" -> Kind.DATE;
                case "timestamp-micros" -> Kind.TIMESTAMP;
                case "local-timestamp-micros" -> Kind.LOCAL_TIMESTAMP;
                case "uuid" -> Kind.UUID;
                case "decimal" -> Kind.DECIMAL;
                default ->
                    switch (type.getType()) {
                        case BOOLEAN -> Kind.BOOLEAN;
                        case INT -> Kind.INT;
                        case LONG -> Kind.LONG;
                        case FLOAT -> Kind.REAL;
                        case DOUBLE -> Kind.FLOATING;
                        case ENUM -> Kind.ENUM;
                        case BYTES -> Kind.BYTES;
                        default -> Kind.TEXT;
                    };
            };
        }
    }

    /** What a condition comes to, as a value. */
    record Outcome(Condition condition) implements Operand {
        @Override
        public Kind kind() {
            return Kind.BOOLEAN;
        }

        @Override
        public @Nullable Object value(IndexedRecord row) {
            var truth = condition.of(row);
            return truth == Truth.UNKNOWN ? null : truth == Truth.TRUE;
        }
    }
}
