package vn.mach.agent.operate;

import java.util.List;
import vn.mach.agent.config.AdminConfig;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;

/** An agent of two tables. */
final class Configs {
    private Configs() {}

    static AgentConfig of(AdminConfig admin) {
        return new AgentConfig(
                "moj.civil",
                new KafkaConnection("127.0.0.1:1", null, null),
                SchemaRegistryConnection.of("mock://operate"),
                new DatabaseConfig("127.0.0.1", 1, "civil", "mach_agent", new Secret("secret"), "mach_civil", "mach"),
                List.of(
                        new TableConfig("public.person", "person", null),
                        new TableConfig("public.address", "household", null)),
                admin,
                null);
    }

    static AgentConfig standard() {
        return of(AdminConfig.standard());
    }
}
