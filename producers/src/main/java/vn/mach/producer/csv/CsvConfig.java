package vn.mach.producer.csv;

import java.nio.file.Path;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;

/**
 * A dataset that is published from exports.
 *
 * @param agent {@code <agency>.<name>}, an agent of this publisher alone
 * @param dataset the dataset's slug in the agent's agency
 * @param state the file that remembers what is published; keep it with the exports
 */
public record CsvConfig(
        String agent, String dataset, KafkaConnection kafka, SchemaRegistryConnection schemaRegistry, String state) {
    public CsvConfig {
        required(agent, "agent", "write <agency>.<name>");
        required(dataset, "dataset", "name the dataset");
        required(kafka, "kafka", "give bootstrap, user and password");
        required(schemaRegistry, "schema-registry", "give url");
        required(state, "state", "name the file that remembers what is published");
        DatasetId.of(AgentId.parse(agent).agency(), dataset);
    }

    public AgentId agentId() {
        return AgentId.parse(agent);
    }

    /** Always of the agent's own agency. */
    public DatasetId datasetId() {
        return DatasetId.of(agentId().agency(), dataset);
    }

    public Path statePath() {
        return Path.of(state);
    }

    private static void required(@org.jspecify.annotations.Nullable Object value, String key, String remedy) {
        if (value == null || value.toString().isBlank()) {
            throw new IllegalArgumentException(key + " is missing: " + remedy);
        }
    }
}
