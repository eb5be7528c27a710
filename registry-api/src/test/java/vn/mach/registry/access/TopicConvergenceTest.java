package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.agents.Agent;
import vn.mach.registry.kafka.KafkaAdmin.TopicSetting;
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

        assertThat(TopicConvergence.obsolete(desired, existing, existing, view -> true))
                .containsExactly("view.moj.person.retired");
        assertThat(TopicConvergence.obsolete(desired, existing, existing, view -> false))
                .isEmpty();
        assertThat(TopicRules.of(desired))
                .containsKey("view.moj.person.open")
                .doesNotContainKeys("view.moj.person.retired", "view.moj.person.gone");
    }

    @Test
    void an_agent_gets_a_compacted_offsets_topic_of_its_own_and_none_is_shared() {
        var agent = new Agent(AgentId.parse("moj.civil"), List.of(), true, Instant.EPOCH, null);
        var desired = new Desired(List.of(), List.of(), List.of(), List.of(agent), Map.of());

        var topics = TopicRules.of(desired);

        assertThat(topics).containsKey("ctl.agent-offsets.moj.civil").doesNotContainKey("ctl.agent-offsets");
        var offsets = topics.get("ctl.agent-offsets.moj.civil");
        assertThat(offsets.numPartitions()).isEqualTo(1);
        assertThat(offsets.configs()).containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "compact");
    }

    @Test
    void an_agent_gets_a_topic_for_held_changes_from_which_nothing_goes_by_itself() {
        var agent = new Agent(AgentId.parse("moj.civil"), List.of(), true, Instant.EPOCH, null);
        var desired = new Desired(List.of(), List.of(), List.of(), List.of(agent), Map.of());

        var held = TopicRules.of(desired).get("ctl.held.moj.civil");

        assertThat(held.numPartitions()).isEqualTo(1);
        assertThat(held.configs())
                .containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "delete")
                .containsEntry(TopicConfig.RETENTION_MS_CONFIG, "-1");
    }

    @Test
    void a_topic_that_was_there_before_its_view_is_told_as_drift_and_not_deleted_with_it() {
        var retired = view("retired", Gate.RETIRED);
        var desired = new Desired(List.of(), List.of(retired), List.of(), List.of(), Map.of());
        var existing = Set.of("view.moj.person.retired", "ctl.views", "logs");

        assertThat(TopicConvergence.obsolete(desired, existing, Set.of("ctl.views"), view -> true))
                .isEmpty();
        assertThat(TopicConvergence.foreignTopics(existing, Set.of()))
                .extracting(Drift::subject)
                .containsExactly("view.moj.person.retired");
    }

    @Test
    void a_setting_that_somebody_changed_is_put_right_and_one_that_somebody_added_is_told() {
        var topics =
                TopicRules.of(new Desired(List.of(), List.of(view("open", Gate.OPEN)), List.of(), List.of(), Map.of()));
        topics.keySet().retainAll(Set.of("view.moj.person.open"));
        var actual = new ArrayList<TopicSetting>();
        var wanted = Objects.requireNonNull(topics.get("view.moj.person.open")).configs();
        wanted.forEach((name, value) -> actual.add(new TopicSetting(name, value, true)));
        actual.removeIf(setting -> setting.name().equals("retention.ms"));
        actual.add(new TopicSetting("retention.ms", "3600000", true));
        actual.add(new TopicSetting("segment.ms", "1000", true));
        actual.add(new TopicSetting("flush.ms", "1000", false));
        var found = Map.of("view.moj.person.open", List.copyOf(actual));

        assertThat(TopicConvergence.changed(topics, found))
                .containsExactly(new TopicConvergence.Setting("view.moj.person.open", "retention.ms", "3600000", "-1"));
        assertThat(TopicConvergence.foreignSettings(topics, found))
                .containsExactly(new Drift("foreign-setting", "view.moj.person.open", "segment.ms is 1000"));
    }

    @Test
    void a_topic_whose_settings_could_not_be_read_is_not_taken_for_one_without_any() {
        var topics =
                TopicRules.of(new Desired(List.of(), List.of(view("open", Gate.OPEN)), List.of(), List.of(), Map.of()));

        assertThat(TopicConvergence.changed(topics, Map.of())).isEmpty();
    }
}
