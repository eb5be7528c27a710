package vn.mach.agent.mariadb;

import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import vn.mach.agent.capture.BoundaryStore;
import vn.mach.agent.capture.EngineSettings;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.change.Contract;

/** How Debezium's engine is set up. */
final class EngineProperties {
    /** How often it tells how far it is while nothing happens. */
    private static final int HEARTBEAT_MILLIS = 500;

    private EngineProperties() {}

    /** Begins at {@code from}, of which {@code reached} tells what holds there. */
    static Properties of(AgentConfig config, BinlogPosition from, Reached reached, List<CapturedTable> tables) {
        var properties = EngineSettings.of(config);
        properties.setProperty("connector.class", QuietConnector.class.getName());
        connection(properties, config);
        capture(properties, tables);
        values(properties, tables);
        properties.setProperty(StructureHistory.STRUCTURE, reached.structure());
        // The server finds the place by the GTIDs before it; the start has checked that they are those of this file and
        // offset.
        properties.setProperty(
                BoundaryStore.FIRST_BOUNDARY,
                "{\"file\":\"%s\",\"pos\":%d,\"gtids\":\"%s\"}".formatted(from.file(), from.offset(), reached.gtids()));
        return properties;
    }

    private static void connection(Properties properties, AgentConfig config) {
        var database = config.database();
        properties.setProperty("database.hostname", database.host());
        properties.setProperty("database.port", Integer.toString(database.port()));
        properties.setProperty("database.user", database.user());
        properties.setProperty("database.password", database.password().value());
        properties.setProperty("database.server.id", String.valueOf(Objects.requireNonNull(database.serverId())));
        // Debezium would connect again inside a transaction, and pass over rows whose table it has not seen since.
        properties.setProperty("connect.keep.alive", "false");
        // The server tells of an idle log after eight tenths of this.
        properties.setProperty("connect.keep.alive.interval.ms", Integer.toString(HEARTBEAT_MILLIS));
        properties.setProperty("heartbeat.interval.ms", Integer.toString(HEARTBEAT_MILLIS));
        properties.setProperty("snapshot.mode", "initial");
    }

    private static void capture(Properties properties, List<CapturedTable> tables) {
        properties.setProperty(
                "database.include.list",
                tables.stream()
                        .map(captured -> Pattern.quote(captured.table().schema()))
                        .distinct()
                        .collect(Collectors.joining(",")));
        properties.setProperty("table.include.list", each(tables, ",", EngineProperties::pattern));
        properties.setProperty("column.include.list", each(tables, ",", EngineProperties::columns));
        properties.setProperty("message.key.columns", each(tables, ";", EngineProperties::key));
        properties.setProperty("schema.history.internal", StructureHistory.class.getName());
        // Every statement is told, and the agent decides which matters (Definition).
        properties.setProperty("schema.history.internal.store.only.captured.tables.ddl", "false");
        properties.setProperty("schema.history.internal.skip.unparseable.ddl", "true");
        properties.setProperty("include.schema.changes", "true");
    }

    private static String columns(CapturedTable captured) {
        return captured.topic().rowSchema().getFields().stream()
                .map(field -> pattern(captured) + "\\." + captured.column(field.name()))
                .collect(Collectors.joining(","));
    }

    /** Debezium's key is then the contract's, and a change of it a delete and a create. */
    private static String key(CapturedTable captured) {
        return captured.topic().contract().key().stream()
                .map(captured::column)
                .collect(Collectors.joining(",", pattern(captured) + ":", ""));
    }

    private static String each(List<CapturedTable> tables, String separator, Function<CapturedTable, String> part) {
        return tables.stream().map(part).collect(Collectors.joining(separator));
    }

    private static String pattern(CapturedTable captured) {
        return captured.table().schema() + "\\." + captured.table().name();
    }

    private static void values(Properties properties, List<CapturedTable> tables) {
        properties.setProperty("decimal.handling.mode", "precise");
        properties.setProperty("bigint.unsigned.handling.mode", "precise");
        properties.setProperty("time.precision.mode", "microseconds");
        properties.setProperty("binary.handling.mode", "bytes");
        // The year 44 is no short form of 2044.
        properties.setProperty("enable.time.adjuster", "false");
        properties.setProperty("converters", "mach");
        properties.setProperty("mach.type", LoggedColumns.class.getName());
        properties.setProperty("mach." + LoggedColumns.BOOLEANS, each(tables, ",", EngineProperties::booleans));
    }

    private static String booleans(CapturedTable captured) {
        return captured.topic().rowSchema().getFields().stream()
                .filter(field -> Contract.notNull(field.schema()).getType() == Schema.Type.BOOLEAN)
                .map(field -> captured.table().table() + "." + captured.column(field.name()))
                .collect(Collectors.joining(","));
    }
}
