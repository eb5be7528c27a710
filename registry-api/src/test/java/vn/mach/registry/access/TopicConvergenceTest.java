package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import vn.mach.naming.AgentId;
import vn.mach.registry.agents.Agent;

class TopicConvergenceTest {
    @Test
    void an_agent_gets_a_compacted_offsets_topic_of_its_own_and_none_is_shared() {
        var agent = new Agent(AgentId.parse("moj.civil"), List.of(), true, Instant.EPOCH, null);
        var desired = new Desired(List.of(), List.of(), List.of(), List.of(agent), Map.of());

        var topics = TopicConvergence.desired(desired);

        assertThat(topics).containsKey("ctl.agent-offsets.moj.civil").doesNotContainKey("ctl.agent-offsets");
        var offsets = topics.get("ctl.agent-offsets.moj.civil");
        assertThat(offsets.numPartitions()).isEqualTo(1);
        assertThat(offsets.configs()).containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "compact");
    }

    @Test
    void an_agent_gets_a_topic_for_held_changes_from_which_nothing_goes_by_itself() {
        var agent = new Agent(AgentId.parse("moj.civil"), List.of(), true, Instant.EPOCH, null);
        var desired = new Desired(List.of(), List.of(), List.of(), List.of(agent), Map.of());

        var held = TopicConvergence.desired(desired).get("ctl.held.moj.civil");

        assertThat(held.numPartitions()).isEqualTo(1);
        assertThat(held.configs())
                .containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "delete")
                .containsEntry(TopicConfig.RETENTION_MS_CONFIG, "-1");
    }
}
