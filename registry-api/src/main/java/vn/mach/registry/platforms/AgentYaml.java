package vn.mach.registry.platforms;

import java.util.List;
import java.util.stream.Collectors;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.agents.Agent;

/** An agent's configuration, ready to run beside a PostgreSQL database; secrets are named, not written. */
public final class AgentYaml {
    private final KafkaConnection kafka;
    private final SchemaRegistryConnection schemas;

    /** @param kafka and {@code schemas} as this registry reaches them; only the addresses are told */
    public AgentYaml(KafkaConnection kafka, SchemaRegistryConnection schemas) {
        this.kafka = kafka;
        this.schemas = schemas;
    }

    String of(Agent agent) {
        return """
                # Beside the database: mach-agent check --sql THIS-FILE prints what its DBA runs, mach-agent run THIS-FILE starts it.
                # MACH_KAFKA_PASSWORD is the secret shown when the agent was made, or by a rotation of it.
                agent: %s
                kafka:
                  bootstrap: %s
                  user: %s
                  password: ${env:MACH_KAFKA_PASSWORD}
                schema-registry:
                  url: %s
                database:
                  host: 127.0.0.1
                  port: 5432
                  name: %s
                  user: mach_agent
                  password: ${env:MACH_DATABASE_PASSWORD}
                  slot: %s
                  publication: %s
                tables:
                %s
                """.formatted(
                        agent.id(),
                        kafka.bootstrap(),
                        agent.id().user(),
                        schemas.url(),
                        identifier(agent.id().agency().slug()),
                        replication(agent.id()),
                        replication(agent.id()),
                        tables(agent.datasets()));
    }

    private static String tables(List<DatasetId> datasets) {
        return datasets.stream()
                .map(dataset ->
                        "  - table: public.%s%n    dataset: %s".formatted(identifier(dataset.slug()), dataset.slug()))
                .collect(Collectors.joining("\n"));
    }

    /** At most 63 characters, as PostgreSQL has it: each slug has at most 31. */
    private static String replication(AgentId agent) {
        var name = "mach_" + identifier(agent.agency().slug()) + "_" + identifier(agent.name());
        return name.length() > 63 ? name.substring(0, 63) : name;
    }

    private static String identifier(String slug) {
        return slug.replace('-', '_');
    }
}
