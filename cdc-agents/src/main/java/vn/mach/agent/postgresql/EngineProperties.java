package vn.mach.agent.postgresql;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.mach.agent.capture.BoundaryStore;
import vn.mach.agent.capture.EngineSettings;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.publish.CapturedTable;

/** How Debezium's engine is set up. */
final class EngineProperties {
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int LONGEST_NAME = 63;

    private EngineProperties() {}

    /** Captures what commits after {@code from}, where the slot begins or before which everything is published. */
    static Properties of(
            AgentConfig config, DatabaseConfig server, long from, List<CapturedTable> tables, String unavailable) {
        var properties = EngineSettings.of(config);
        properties.setProperty("connector.class", QuietConnector.class.getName());
        connection(properties, server);
        liveness(properties, config);
        capture(properties, tables);
        values(properties, unavailable);
        properties.setProperty(BoundaryStore.FIRST_BOUNDARY, PostgresRecords.boundary(from));
        return properties;
    }

    private static void connection(Properties properties, DatabaseConfig database) {
        properties.setProperty("database.hostname", database.host());
        properties.setProperty("database.port", Integer.toString(database.port()));
        properties.setProperty("database.dbname", database.name());
        properties.setProperty("database.user", database.user());
        properties.setProperty("database.password", database.password().value());
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.max.retries", "0");
        properties.setProperty("slot.name", database.slot());
        properties.setProperty("publication.name", database.publication());
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("offset.mismatch.strategy", "trust_offset");
        properties.setProperty("snapshot.mode", "initial");
        // Writes to the log without a table, so that an idle table does not hold back a busy server's log.
        properties.setProperty("heartbeat.interval.ms", Long.toString(HEARTBEAT.toMillis()));
        properties.setProperty(
                "heartbeat.action.query", "SELECT pg_logical_emit_message(false, 'mach.heartbeat', now()::text)");
        properties.setProperty("message.prefix.exclude.list", ".*");
    }

    /** As what the server sees the connections of an agent; names there have 63 bytes. */
    static String application(AgentConfig config) {
        var name = "mach agent " + config.agent();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    /** A connection whose other end is gone without a word ends by itself. */
    private static void liveness(Properties properties, AgentConfig config) {
        properties.setProperty("driver.ApplicationName", application(config));
        properties.setProperty("driver.connectTimeout", "5");
        properties.setProperty("driver.tcpKeepAlive", "true");
        properties.setProperty("driver.socketFactory", PatientSockets.class.getName());
        properties.setProperty("driver.socketTimeout", Long.toString(ANSWER.toSeconds()));
    }

    private static void capture(Properties properties, List<CapturedTable> tables) {
        properties.setProperty("table.include.list", each(tables, ",", captured -> pattern(captured.table())));
        properties.setProperty("column.include.list", each(tables, ",", EngineProperties::columns));
        properties.setProperty("message.key.columns", each(tables, ";", EngineProperties::key));
    }

    private static String columns(CapturedTable captured) {
        return captured.topic().rowSchema().getFields().stream()
                .map(field -> pattern(captured.table()) + "\\." + captured.column(field.name()))
                .collect(Collectors.joining(","));
    }

    /** Debezium's key is then the contract's, and a change of it a delete and a create. */
    private static String key(CapturedTable captured) {
        return captured.topic().contract().key().stream()
                .map(captured::column)
                .collect(Collectors.joining(",", pattern(captured.table()) + ":", ""));
    }

    private static String each(List<CapturedTable> tables, String separator, Function<CapturedTable, String> part) {
        return tables.stream().map(part).collect(Collectors.joining(separator));
    }

    private static void values(Properties properties, String unavailable) {
        properties.setProperty("decimal.handling.mode", "precise");
        properties.setProperty("converters", "mach");
        properties.setProperty("mach.type", LoggedNumbers.class.getName());
        properties.setProperty("time.precision.mode", "microseconds");
        properties.setProperty("binary.handling.mode", "bytes");
        properties.setProperty("unavailable.value.placeholder", unavailable);
    }

    private static String pattern(TableConfig table) {
        return table.schema() + "\\." + table.name();
    }
}
