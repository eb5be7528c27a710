package vn.mach.view;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** A text as the value that a row has in a column. */
final class ConstantValue {
    private ConstantValue() {}

    /** Throws {@link IllegalView} when the text is no value of the column's type. */
    static Object of(Schema.Field field, String text) {
        var column = Operand.Column.of(field);
        try {
            var constant =
                    LiteralBinder.quoted(text, column.kind(), column.type()).constant();
            return switch (column.kind()) {
                case INT -> ((Long) constant).intValue();
                case DATE -> Math.toIntExact((Long) constant);
                case REAL -> ((Double) constant).floatValue();
                case DECIMAL ->
                    decimal((BigDecimal) constant, (LogicalTypes.Decimal)
                            column.type().getLogicalType());
                case ENUM -> new GenericData.EnumSymbol(column.type(), text);
                default -> constant;
            };
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalView("column '" + field.name() + "' is "
                    + column.kind().label() + ": constant '" + text + "' is refused: " + e.getMessage());
        }
    }

    private static ByteBuffer decimal(BigDecimal constant, LogicalTypes.Decimal type) {
        var value = constant.setScale(type.getScale());
        if (value.precision() > type.getPrecision()) {
            throw new IllegalArgumentException("it has more than " + type.getPrecision() + " digits");
        }
        return ByteBuffer.wrap(value.unscaledValue().toByteArray());
    }
}
