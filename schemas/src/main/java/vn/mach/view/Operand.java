package vn.mach.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;

/** One side of a comparison: a column or a literal, of a kind. */
sealed interface Operand {
    /** Kinds compare with themselves, and the three number kinds with each other. */
    enum Kind {
        TEXT,
        ENUM,
        UUID,
        WHOLE,
        DECIMAL,
        /** Four bytes; PostgreSQL rounds to it what is quoted or in a list, so those are refused. */
        REAL,
        FLOATING,
        BOOLEAN,
        DATE,
        TIMESTAMP,
        LOCAL_TIMESTAMP,
        BYTES;

        /** As a person would say it. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        boolean isNumber() {
            return this == WHOLE || this == DECIMAL || this == REAL || this == FLOATING;
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

    record Column(Kind kind, int position, String name, List<String> symbols) implements Operand {
        @Override
        public @Nullable Object value(IndexedRecord row) {
            var value = row.get(position);
            return value != null && kind == Kind.ENUM ? value.toString() : value;
        }
    }

    /** Avro keeps a decimal as its unscaled bytes. */
    record DecimalColumn(int position, int scale) implements Operand {
        @Override
        public Kind kind() {
            return Kind.DECIMAL;
        }

        @Override
        public @Nullable Object value(IndexedRecord row) {
            if (!(row.get(position) instanceof ByteBuffer buffer)) {
                return null;
            }
            var bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return new BigDecimal(new BigInteger(bytes), scale);
        }
    }

    static Operand column(Schema.Field field) {
        var type = Contract.notNull(field.schema());
        if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return new DecimalColumn(field.pos(), decimal.getScale());
        }
        var symbols = type.getType() == Schema.Type.ENUM ? type.getEnumSymbols() : List.<String>of();
        return new Column(kindOf(type), field.pos(), field.name(), symbols);
    }

    private static Kind kindOf(Schema type) {
        var logical = type.getLogicalType() == null ? "" : type.getLogicalType().getName();
        return switch (logical) {
            case "date" -> Kind.DATE;
            case "timestamp-micros" -> Kind.TIMESTAMP;
            case "local-timestamp-micros" -> Kind.LOCAL_TIMESTAMP;
            case "uuid" -> Kind.UUID;
            default ->
                switch (type.getType()) {
                    case BOOLEAN -> Kind.BOOLEAN;
                    case INT, LONG -> Kind.WHOLE;
                    case FLOAT -> Kind.REAL;
                    case DOUBLE -> Kind.FLOATING;
                    case ENUM -> Kind.ENUM;
                    case BYTES -> Kind.BYTES;
                    default -> Kind.TEXT;
                };
        };
    }
}
