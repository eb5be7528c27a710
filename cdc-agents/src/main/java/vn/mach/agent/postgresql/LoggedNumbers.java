package vn.mach.agent.postgresql;

import io.debezium.data.SpecialValueDecimal;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.math.BigDecimal;
import java.sql.Types;
import java.util.Properties;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.ContractType;

/**
 * A numeric of the log: the number with the digits that SQL returns, and of NaN and the infinities, at which Debezium would stop,
 * {@link ContractType#NOT_FINITE}. Debezium makes it by name, hence public and without arguments.
 */
public final class LoggedNumbers implements CustomConverter<SchemaBuilder, RelationalColumn> {
    @Override
    public void configure(Properties properties) {}

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (column.jdbcType() == Types.NUMERIC) {
            registration.register(Decimal.builder(column.scale().orElse(0)), LoggedNumbers::number);
        }
    }

    /** Anything else is refused: it would be told as a NULL that it is not. */
    private static @Nullable Object number(@Nullable Object value) {
        return value instanceof SpecialValueDecimal number
                ? number.getDecimalValue().orElse(ContractType.NOT_FINITE)
                : (BigDecimal) value;
    }
}
