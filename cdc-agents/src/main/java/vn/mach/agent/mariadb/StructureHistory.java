package vn.mach.agent.mariadb;

import io.debezium.config.Configuration;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlParser;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistory;
import io.debezium.relational.history.SchemaHistoryListener;
import io.debezium.relational.history.TableChanges;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium takes for its history of tables: it begins with the structure that is stored with the agent's offset.
 * Nothing is recorded here, for each later statement comes through the handler in its place ({@link MariaDbRecords}) and is
 * stored with the offset that passes it; so the two cannot disagree. Debezium makes it by name, hence public and without
 * arguments.
 */
public final class StructureHistory implements SchemaHistory {
    /** The engine property that carries the structure, as {@link Structure#toText}. */
    static final String STRUCTURE = CONFIGURATION_FIELD_PREFIX_STRING + "mach.structure";

    private @Nullable Structure structure;

    @Override
    public void configure(
            Configuration config,
            HistoryRecordComparator comparator,
            SchemaHistoryListener listener,
            boolean useCatalogBeforeSchema) {
        structure = Structure.parse(config.getString(STRUCTURE));
    }

    /** @deprecated by Debezium, which calls it. */
    @Deprecated
    @Override
    public void recover(Map<Map<String, ?>, Map<String, ?>> offsets, Tables tables, DdlParser parser) {
        if (structure == null) {
            return;
        }
        for (var statement : structure.statements()) {
            parser.setCurrentDatabase(statement.database());
            parser.setCurrentSchema(statement.database());
            parser.parse(statement.sql(), tables);
        }
    }

    @Override
    public void record(Map<String, ?> source, Map<String, ?> position, String databaseName, String ddl) {
        // See above.
    }

    @Override
    public void record(
            Map<String, ?> source,
            Map<String, ?> position,
            String databaseName,
            String schemaName,
            String ddl,
            TableChanges changes,
            Instant timestamp) {
        // See above.
    }

    @Override
    public void start() {
        // In memory only.
    }

    @Override
    public void stop() {
        // In memory only.
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public boolean storageExists() {
        return true;
    }

    @Override
    public void initializeStorage() {
        // In memory only.
    }
}
