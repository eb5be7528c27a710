package vn.mach.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AgentId;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

class OffsetTopicTest {
    private static final AgentId AGENT = AgentId.parse("moj.civil");

    @Test
    void an_agent_has_a_topic_of_its_own_and_all_have_one_contract() {
        var registry = registry();

        var record = new OffsetTopic(AGENT, registry).record(offset());

        assertThat(record.topic()).isEqualTo("ctl.agent-offsets.moj.civil");
        assertThat(record.partition()).isZero();
        assertThat(registry.latest("ctl.agent-offsets-value")).isEqualTo(OffsetTopic.SCHEMA);
        assertThat(new RecordDecoder(registry).decode(record.value()).get("commit"))
                .isEqualTo(77L);
    }

    @Test
    void an_agent_knows_its_record_again_when_the_registry_gives_other_ids() {
        var other = registry();
        for (int i = 0; i < 9; i++) {
            other.register(
                    "other-" + i, SchemaBuilder.record("Other" + i).fields().endRecord());
        }
        var written = new OffsetTopic(AGENT, registry()).record(offset());
        var topic = new OffsetTopic(AGENT, other);

        assertThat(topic.record(offset()).key()).isNotEqualTo(written.key());
        assertThat(topic.isMine(written.key())).isTrue();
    }

    @Test
    void another_agents_record_is_not_its_own() {
        var registry = registry();
        var written = new OffsetTopic(AgentId.parse("moj.land"), registry).record(offset());

        assertThat(new OffsetTopic(AGENT, registry).isMine(written.key())).isFalse();
    }

    private static GenericRecord offset() {
        var schema = OffsetTopic.SCHEMA;
        var record = new GenericData.Record(schema);
        record.put("agent", AGENT.toString());
        record.put("phase", new GenericData.EnumSymbol(schema.getField("phase").schema(), "STREAMING"));
        record.put("epoch", 1);
        record.put("commit", 77L);
        record.put("source", Map.of());
        record.put("open", null);
        record.put("tables", List.of());
        record.put("at", 5L);
        return record;
    }

    private static SchemaCatalog registry() {
        return SchemaCatalog.connect(SchemaRegistryConnection.of("mock://" + UUID.randomUUID()));
    }
}
