package vn.mach.agent.postgresql;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.publish.CapturedTable;

/** How Debezium's engine is set up. */
final class EngineProperties {
    /** First part of Debezium's own topic names; no such topic exists. */
    static final String PREFIX = "mach";

    static final String NOTIFICATIONS = PREFIX + ".notifications";
    static final String TRANSACTIONS = PREFIX + ".transaction";
    static final String HEARTBEATS = "__debezium-heartbeat." + PREFIX;

    private static final int QUEUE_BYTES = 32 * 1024 * 1024;
    private static final int FETCHED_ROWS = 500;
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private EngineProperties() {}

    static Properties of(AgentConfig config, Start start, List<CapturedTable> tables, String unavailable) {
        var properties = new Properties();
        engine(properties, config);
        connection(properties, config);
        capture(properties, tables);
        values(properties, unavailable);
        var resume = start.resume();
        if (resume != null) {
            properties.setProperty(BoundaryStore.FIRST_BOUNDARY, Long.toString(resume.boundary()));
        }
        return properties;
    }

    private static void engine(Properties properties, AgentConfig config) {
        properties.setProperty("name", PREFIX);
        properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        // Connect demands it, nothing here connects through it.
        properties.setProperty("bootstrap.servers", config.kafka().bootstrap());
        properties.setProperty("offset.storage", BoundaryStore.class.getName());
        properties.setProperty("offset.flush.interval.ms", "1000");
        // Every restart goes through the agent's own checks, so Debezium makes none.
        properties.setProperty("errors.max.retries", "0");
        properties.setProperty("slot.max.retries", "0");
        properties.setProperty("poll.interval.ms", "10");
        properties.setProperty("max.batch.size", "4096");
        properties.setProperty("max.queue.size", "16384");
        // Rows may be megabytes large: what waits in memory is bounded by bytes, not by rows alone.
        properties.setProperty("max.queue.size.in.bytes", Integer.toString(QUEUE_BYTES));
        properties.setProperty("notification.enabled.channels", "sink");
        properties.setProperty("notification.sink.topic.name", NOTIFICATIONS);
        properties.setProperty("extended.headers.enabled", "false");
    }

    private static void connection(Properties properties, AgentConfig config) {
        var database = config.database();
        properties.setProperty("database.hostname", database.host());
        properties.setProperty("database.port", Integer.toString(database.port()));
        properties.setProperty("database.dbname", database.name());
        properties.setProperty("database.user", database.user());
        properties.setProperty("database.password", database.password().value());
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", database.slot());
        properties.setProperty("publication.name", database.publication());
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("offset.mismatch.strategy", "trust_offset");
        properties.setProperty("snapshot.mode", "initial");
        properties.setProperty("snapshot.fetch.size", Integer.toString(FETCHED_ROWS));
        // Writes to the log without a table, so that an idle table does not hold back a busy server's log.
        properties.setProperty("heartbeat.interval.ms", Long.toString(HEARTBEAT.toMillis()));
        properties.setProperty(
                "heartbeat.action.query", "SELECT pg_logical_emit_message(false, 'mach.heartbeat', now()::text)");
        properties.setProperty("message.prefix.exclude.list", ".*");
    }

    private static void capture(Properties properties, List<CapturedTable> tables) {
        properties.setProperty("topic.prefix", PREFIX);
        properties.setProperty("provide.transaction.metadata", "true");
        properties.setProperty("tombstones.on.delete", "false");
        // A truncation must be seen, not skipped.
        properties.setProperty("skipped.operations", "none");
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
        // Otherwise what cannot be converted, such as a numeric NaN, becomes NULL with a line in the log.
        properties.setProperty("event.converting.failure.handling.mode", "fail");
        properties.setProperty("decimal.handling.mode", "precise");
        properties.setProperty("time.precision.mode", "microseconds");
        properties.setProperty("binary.handling.mode", "bytes");
        properties.setProperty("unavailable.value.placeholder", unavailable);
    }

    private static String pattern(TableConfig table) {
        return table.schema() + "\\." + table.name();
    }
}
