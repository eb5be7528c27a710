package vn.mach.agent;

import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig.Kind;
import vn.mach.agent.mariadb.MariaDbPlan;
import vn.mach.agent.plan.Plan;
import vn.mach.agent.postgresql.PostgresPlan;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.StoredOffset;
import vn.mach.agent.publish.TopicPartitions;
import vn.mach.wire.SchemaCatalog;

/** What an agent would do, from what is registered and stored. */
final class AgentPlan {
    private AgentPlan() {}

    static Plan of(AgentConfig config) {
        var datasets = config.tables().stream().map(config::datasetOf).toList();
        var catalog = SchemaCatalog.impatient(config.schemaRegistry());
        var partitions = TopicPartitions.of(config.kafka(), config.id(), datasets);
        var tables = CapturedTable.of(config, catalog, partitions);
        var stored = new StoredOffset(config.kafka(), config.id(), catalog);
        return config.database().kind() == Kind.MARIADB
                ? MariaDbPlan.of(config, tables, stored)
                : PostgresPlan.of(config, tables, stored);
    }
}
