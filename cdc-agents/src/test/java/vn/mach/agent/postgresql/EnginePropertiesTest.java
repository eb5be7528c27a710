package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;

class EnginePropertiesTest {
    @Test
    void what_waits_in_memory_is_bounded_by_bytes() {
        var config = new AgentConfig(
                "moj.civil",
                new KafkaConnection("127.0.0.1:1", null, null),
                SchemaRegistryConnection.of("mock://engine"),
                new DatabaseConfig("127.0.0.1", 5432, "civil", "mach_agent", new Secret("secret"), "slot", "mach"),
                List.of(new TableConfig("public.person", "person", null)));
        var properties = EngineProperties.of(config, config.database(), 1, List.of(), "unavailable");

        assertThat(properties).containsEntry("max.queue.size.in.bytes", "33554432");
    }
}
