package vn.mach.agent.config;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;

/**
 * One agent: one database, one replication slot, some of its tables.
 *
 * @param agent {@code <agency>.<name>}
 * @param admin where it answers its operator; has defaults
 * @param hashKey under which the tables' {@code hash} fields are hashed; needed where there are any
 */
public record AgentConfig(
        String agent,
        KafkaConnection kafka,
        SchemaRegistryConnection schemaRegistry,
        DatabaseConfig database,
        List<TableConfig> tables,
        @Nullable AdminConfig admin,
        @Nullable HashKey hashKey) {
    public AgentConfig {
        Required.of(agent, "agent", "write <agency>.<name>");
        AgentId.parse(agent);
        Required.of(kafka, "kafka", "give bootstrap, user and password");
        Required.of(schemaRegistry, "schema-registry", "give url");
        Required.of(database, "database", "give kind, host, port, name, user, password and what its kind needs");
        if (tables == null || tables.isEmpty()) {
            throw new IllegalArgumentException("tables is empty: name at least one table and its dataset");
        }
        tables = List.copyOf(tables);
        admin = admin == null ? AdminConfig.standard() : admin;
        var names = new HashSet<String>();
        var datasets = new HashSet<String>();
        for (var table : tables) {
            if (!names.add(table.table()) || !datasets.add(table.dataset())) {
                throw new IllegalArgumentException("tables names " + table.table() + " or dataset " + table.dataset()
                        + " twice: one table is one dataset");
            }
            DatasetId.parse(AgentId.parse(agent).agency() + "." + table.dataset());
            if (!table.hash().isEmpty()) {
                Required.of(hashKey, "hash-key", "table " + table.table() + " hashes " + table.hash());
            }
        }
    }

    /** That hashes nothing, with the usual way to answer its operator. */
    public AgentConfig(
            String agent,
            KafkaConnection kafka,
            SchemaRegistryConnection schemaRegistry,
            DatabaseConfig database,
            List<TableConfig> tables) {
        this(agent, kafka, schemaRegistry, database, tables, null, null);
    }

    @Override
    public AdminConfig admin() {
        return Objects.requireNonNull(admin);
    }

    public AgentId id() {
        return AgentId.parse(agent);
    }

    /** The dataset of a table: always of the agent's own agency. */
    public DatasetId datasetOf(TableConfig table) {
        return DatasetId.of(id().agency(), table.dataset());
    }
}
