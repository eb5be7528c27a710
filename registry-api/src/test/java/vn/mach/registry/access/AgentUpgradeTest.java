package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.agents.Agent;

/** A deployment of before, whose agents kept no changes, told no gaps and read nothing back. */
class AgentUpgradeTest {
    private static final Agent AGENT =
            new Agent(AgentId.parse("moj.civil"), List.of(DatasetId.parse("moj.person")), true, Instant.EPOCH, null);
    private static final Predicate<AclBinding> IS_NEW = binding ->
            Set.of("ctl.held.moj.civil", "ctl.gaps").contains(binding.pattern().name())
                    || (binding.pattern().name().equals("data.moj.person")
                            && binding.entry().operation() == AclOperation.READ);

    @Test
    void an_agent_of_before_gets_its_new_rights_and_loses_none() {
        var desired = AclRules.of(AGENT);
        var before = new HashSet<>(desired);
        before.removeIf(IS_NEW);

        var plan = AccessPlan.between(desired, before, before);

        assertThat(plan.revoke()).isEmpty();
        assertThat(plan.grant()).hasSize(7).allMatch(IS_NEW);
    }

    @Test
    void an_agent_of_before_gets_the_topic_of_its_held_changes() {
        var desired = new Desired(List.of(), List.of(), List.of(), List.of(AGENT), Map.of());
        var before = TopicRules.of(desired).keySet().stream()
                .filter(topic -> !topic.equals("ctl.held.moj.civil"))
                .collect(Collectors.toUnmodifiableSet());

        assertThat(TopicConvergence.missing(desired, before))
                .extracting(NewTopic::name)
                .containsExactly("ctl.held.moj.civil");
    }
}
