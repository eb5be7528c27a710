package vn.mach.agent.postgresql;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.mach.agent.capture.Beginning;
import vn.mach.agent.capture.BoundaryStore;
import vn.mach.agent.capture.ContractType;
import vn.mach.agent.capture.EngineSettings;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.publish.CapturedTable;

/** How Debezium's engine is set up. */
final class EngineProperties {
    private static final int FETCHED_ROWS = 500;
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int LONGEST_NAME = 63;

    private static final Set<String> EARLY = Set.of("date", "timestamp-micros", "local-timestamp-micros");
    private static final String EARLY_TIME =
            "WHEN isfinite(%1$s) AND %1$s < '0001-01-01 00:00+00' THEN (left(%1$s::text, 0)"
                    + " || 'column %2$s.%3$s has a value before the year 1, which a snapshot cannot read')::boolean";

    private EngineProperties() {}

    static Properties of(
            AgentConfig config,
            DatabaseConfig server,
            Beginning start,
            List<CapturedTable> tables,
            String unavailable) {
        var properties = EngineSettings.of(config);
        properties.setProperty("connector.class", QuietConnector.class.getName());
        connection(properties, server);
        liveness(properties, config, start.resume() != null);
        capture(properties, tables);
        values(properties, unavailable);
        tables.forEach(captured -> refuseEarlyTimes(properties, captured));
        var resume = start.resume();
        if (resume != null) {
            properties.setProperty(BoundaryStore.FIRST_BOUNDARY, PostgresRecords.boundary(resume.boundary()));
        }
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
        // Follows a promotion of a standby that synchronises it; before PostgreSQL 17 Debezium leaves it out.
        properties.setProperty("slot.failover", "true");
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

    /** As what the server sees the connections of an agent; names there have 63 bytes. */
    static String application(AgentConfig config) {
        var name = "mach agent " + config.agent();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    /**
     * A connection whose other end is gone without a word ends by itself. Not so where a snapshot is to be taken: making the
     * slot waits for every transaction that is open, however long.
     */
    private static void liveness(Properties properties, AgentConfig config, boolean resumes) {
        properties.setProperty("driver.ApplicationName", application(config));
        properties.setProperty("driver.connectTimeout", "5");
        properties.setProperty("driver.tcpKeepAlive", "true");
        properties.setProperty("driver.socketFactory", PatientSockets.class.getName());
        if (resumes) {
            properties.setProperty("driver.socketTimeout", Long.toString(ANSWER.toSeconds()));
        }
    }

    private static void capture(Properties properties, List<CapturedTable> tables) {
        properties.setProperty("table.include.list", each(tables, ",", captured -> pattern(captured.table())));
        properties.setProperty("column.include.list", each(tables, ",", EngineProperties::columns));
        properties.setProperty("message.key.columns", each(tables, ";", EngineProperties::key));
    }

    /**
     * In a snapshot Debezium reads a day or a time without its era, so that 44 BC would silently become 44: a cast that fails
     * ends the snapshot instead. The text is not constant, or the server would cast it before it looks at any row.
     */
    private static void refuseEarlyTimes(Properties properties, CapturedTable captured) {
        var table = captured.table();
        var early = captured.topic().rowSchema().getFields().stream()
                .filter(field -> EARLY.contains(ContractType.describe(field.schema())))
                .map(field -> captured.column(field.name()))
                .distinct()
                .map(column -> EARLY_TIME.formatted(Column.quoted(column), table.table(), column))
                .collect(Collectors.joining(" "));
        if (early.isEmpty()) {
            return;
        }
        var columns = captured.topic().rowSchema().getFields().stream()
                .map(field -> Column.quoted(captured.column(field.name())))
                .distinct()
                .collect(Collectors.joining(", "));
        var overrides = "snapshot.select.statement.overrides";
        properties.merge(overrides, table.table(), (some, one) -> some + "," + one);
        properties.setProperty(
                overrides + "." + table.table(),
                "SELECT " + columns + " FROM " + Column.quoted(table) + " WHERE CASE " + early + " ELSE true END");
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
        properties.setProperty("time.precision.mode", "microseconds");
        properties.setProperty("binary.handling.mode", "bytes");
        properties.setProperty("unavailable.value.placeholder", unavailable);
    }

    private static String pattern(TableConfig table) {
        return table.schema() + "\\." + table.name();
    }
}
