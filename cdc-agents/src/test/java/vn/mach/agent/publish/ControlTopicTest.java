package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AgentId;
import vn.mach.wire.SchemaCatalog;

class ControlTopicTest {
    private static final AgentId AGENT = AgentId.parse("moj.civil");

    @Test
    void an_agent_knows_its_record_again_when_the_registry_gives_other_ids() {
        var other = registry();
        for (int i = 0; i < 9; i++) {
            other.register("other-" + i, record("Other" + i).getSchema());
        }
        var written = new ControlTopic("ctl.agent-status", AGENT, registry()).record(record("Value"));
        var topic = new ControlTopic("ctl.agent-status", AGENT, other);

        assertThat(topic.record(record("Value")).key()).isNotEqualTo(written.key());
        assertThat(topic.isMine(written.key())).isTrue();
    }

    @Test
    void another_agents_record_is_not_its_own() {
        var registry = registry();
        var written = new ControlTopic("ctl.agent-status", AgentId.parse("moj.land"), registry).record(record("Value"));

        assertThat(new ControlTopic("ctl.agent-status", AGENT, registry).isMine(written.key()))
                .isFalse();
    }

    private static GenericRecord record(String name) {
        return new GenericData.Record(SchemaBuilder.record(name).fields().endRecord());
    }

    private static SchemaCatalog registry() {
        return SchemaCatalog.connect(SchemaRegistryConnection.of("mock://" + UUID.randomUUID()));
    }
}
