package vn.mach.agent.postgresql;

import java.util.LinkedHashMap;
import java.util.List;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.Progress;
import vn.mach.agent.publish.AgentOffset;

/**
 * Which history a boundary belongs to: a position in another cluster's log, or for another slot, means nothing.
 *
 * @param system the cluster's identifier
 */
record SourceLog(String system, String database, String slot) {
    private static final String LSN = "lsn";

    static SourceLog of(Database database) {
        var system = database.one("SELECT system_identifier::text FROM pg_control_system()", row -> row.getString(1));
        return new SourceLog(system, database.config().name(), database.config().slot());
    }

    static SourceLog of(AgentOffset offset) {
        var source = offset.source();
        return new SourceLog(
                source.getOrDefault("system", ""),
                source.getOrDefault("database", ""),
                source.getOrDefault("slot", ""));
    }

    /** The control record of this progress. */
    AgentOffset offset(
            AgentConfig config, AgentOffset.Phase phase, Progress progress, TableMarks marks, LogHistory history) {
        var source = new LinkedHashMap<>(marks.toSource());
        source.putAll(history.toSource());
        source.put("system", system);
        source.put("database", database);
        source.put("slot", slot);
        source.put(LSN, Lsn.format(progress.boundary()));
        return new AgentOffset(
                config.agent(),
                phase,
                progress.epoch(),
                progress.commit(),
                source,
                progress.open(),
                tables(config),
                System.currentTimeMillis());
    }

    static Progress progress(AgentOffset offset) {
        return new Progress(offset.epoch(), boundary(offset), offset.commit(), offset.open());
    }

    static long boundary(AgentOffset offset) {
        return Lsn.parse(offset.source().getOrDefault(LSN, "0/0"));
    }

    static List<String> tables(AgentConfig config) {
        return config.tables().stream()
                .map(table -> table.table() + "=" + config.datasetOf(table))
                .sorted()
                .toList();
    }
}
