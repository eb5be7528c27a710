package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.agents.Agent;
import vn.mach.registry.views.View;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;

class TopicConvergenceTest {
    private static final DatasetId PERSON = DatasetId.parse("moj.person");

    private static View view(String slug, Gate gate) {
        var row = SchemaBuilder.record("Row")
                .namespace("mach.moj.person")
                .fields()
                .requiredString("id")
                .endRecord();
        var definition = new ViewDefinition(
                ViewId.of(PERSON, slug),
                1,
                1,
                gate,
                false,
                null,
                "",
                List.of(new ColumnRule.Keep("id")),
                Contract.of(PERSON, row, List.of("id")),
                6);
        return new View(definition, null, false, Instant.EPOCH);
    }

    @Test
    void the_topic_of_a_retired_view_goes_once_the_router_is_done_with_it_and_is_not_made_again() {
        var open = view("open", Gate.OPEN);
        var retired = view("retired", Gate.RETIRED);
        var gone = view("gone", Gate.RETIRED);
        var desired = new Desired(List.of(), List.of(open, retired, gone), List.of(), List.of(), Map.of());
        var existing = Set.of("view.moj.person.open", "view.moj.person.retired", "view.moj.person.foreign");

        assertThat(TopicConvergence.obsolete(desired, existing, view -> true))
                .containsExactly("view.moj.person.retired");
        assertThat(TopicConvergence.obsolete(desired, existing, view -> false)).isEmpty();
        assertThat(TopicConvergence.desired(desired))
                .containsKey("view.moj.person.open")
                .doesNotContainKeys("view.moj.person.retired", "view.moj.person.gone");
    }

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
