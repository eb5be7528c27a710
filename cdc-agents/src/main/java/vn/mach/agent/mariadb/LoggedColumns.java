package vn.mach.agent.mariadb;

import io.debezium.data.Json;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.debezium.time.Date;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.ZonedTimestamp;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.ContractType;

/**
 * Values of the binary log that Debezium would get wrong or give in two ways. A date that has a zero in it is NULL here, and
 * not the first of 1970 where the column is NOT NULL. JSON is text, as it is stored. A TINYINT(1) that a contract calls a
 * boolean is told apart. Debezium makes it by name, hence public and without arguments.
 */
public final class LoggedColumns implements CustomConverter<SchemaBuilder, RelationalColumn> {
    /** The engine property that names the columns of contracts' booleans, separated by commas. */
    static final String BOOLEANS = "booleans";

    private Set<String> booleans = Set.of();

    @Override
    public void configure(Properties properties) {
        booleans = Set.copyOf(Arrays.asList(properties.getProperty(BOOLEANS, "").split(",", -1)));
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        var type = column.typeName().toUpperCase(Locale.ROOT);
        var isBoolean = booleans.contains(column.dataCollection() + "." + column.name());
        switch (type.startsWith("TINYINT") ? "TINYINT" : type) {
            case "DATE" ->
                registration.register(
                        SchemaBuilder.int32().name(Date.SCHEMA_NAME).optional(), LoggedColumns::day);
            case "DATETIME" ->
                registration.register(
                        SchemaBuilder.int64().name(MicroTimestamp.SCHEMA_NAME).optional(), LoggedColumns::localMicros);
            case "TIMESTAMP" ->
                registration.register(
                        SchemaBuilder.string().name(ZonedTimestamp.SCHEMA_NAME).optional(), LoggedColumns::instant);
            case "JSON" -> registration.register(SchemaBuilder.string().name(Json.LOGICAL_NAME), LoggedColumns::text);
            // A statement of the log has the words that somebody wrote, the catalogue has TINYINT(1).
            case "BOOL", "BOOLEAN", "TINYINT" -> {
                if (isBoolean) {
                    registration.register(
                            SchemaBuilder.int16().name(ContractType.NUMERIC_BOOLEAN), LoggedColumns::small);
                } else if (type.startsWith("BOOL")) {
                    registration.register(SchemaBuilder.int16(), LoggedColumns::small);
                }
            }
            default -> {
                // As Debezium gives it.
            }
        }
    }

    private static @Nullable Object day(@Nullable Object value) {
        return value instanceof LocalDate date ? Math.toIntExact(date.toEpochDay()) : null;
    }

    private static @Nullable Object localMicros(@Nullable Object value) {
        return value instanceof LocalDateTime time ? micros(time) : null;
    }

    static long micros(LocalDateTime time) {
        var instant = time.toInstant(ZoneOffset.UTC);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** The second 0 is the zero date: the type begins with 1. */
    private static @Nullable Object instant(@Nullable Object value) {
        return value instanceof ZonedDateTime time && time.toEpochSecond() != 0
                ? time.toOffsetDateTime().toString()
                : null;
    }

    private static @Nullable Object text(@Nullable Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value;
    }

    private static @Nullable Object small(@Nullable Object value) {
        return value instanceof Number number ? number.shortValue() : null;
    }
}
