package vn.mach.registry.access;

import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.accounts.Account;
import vn.mach.registry.agents.Agent;

class AccessPlanTest {
    private static final AccountId READER = AccountId.parse("hanoi.reader");
    private static final Set<AclBinding> RESIDENTS = AclRules.of(READER, ViewId.parse("moj.person.hanoi"));
    private static final Set<AclBinding> UNITS = AclRules.of(READER, ViewId.parse("gso.unit.whole"));

    private static AclBinding topic(String user, String name, PatternType type, AclOperation operation) {
        return AclRules.allow("User:" + user, new ResourcePattern(ResourceType.TOPIC, name, type), operation);
    }

    private static Set<AclBinding> union(Set<AclBinding> one, Set<AclBinding> other) {
        var all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }

    @Test
    void what_is_desired_and_missing_is_granted() {
        var plan = AccessPlan.between(RESIDENTS, Set.of(), Set.of());

        assertThat(plan.grant()).isEqualTo(RESIDENTS);
        assertThat(plan.revoke()).isEmpty();
    }

    @Test
    void when_all_is_as_desired_there_is_nothing_to_do() {
        assertThat(AccessPlan.between(RESIDENTS, RESIDENTS, RESIDENTS).isEmpty())
                .isTrue();
    }

    @Test
    void what_is_owned_and_no_longer_desired_is_revoked_except_what_another_grant_needs() {
        var both = union(RESIDENTS, UNITS);

        var plan = AccessPlan.between(UNITS, both, both);

        assertThat(plan.revoke())
                .containsExactlyInAnyOrder(
                        topic("hanoi.reader", "view.moj.person.hanoi", PatternType.LITERAL, READ),
                        topic("hanoi.reader", "view.moj.person.hanoi", PatternType.LITERAL, AclOperation.DESCRIBE));
        assertThat(plan.grant()).isEmpty();
    }

    @Test
    void what_another_made_is_never_revoked_and_shown_as_drift() {
        var foreign = topic("spy", "view.moj.person.hanoi", PatternType.LITERAL, READ);

        assertThat(AccessPlan.between(Set.of(), Set.of(), Set.of(foreign)).isEmpty())
                .isTrue();
        assertThat(AccessPlan.drift(Set.of(), Set.of(foreign))).containsExactly(foreign);
    }

    @Test
    void drift_is_access_to_governed_topics_by_any_pattern_and_by_no_system_user() {
        var prefixed = topic("spy", "da", PatternType.PREFIXED, AclOperation.ALL);
        var everything = topic("spy", "*", PatternType.LITERAL, READ);
        var offsets = topic("spy", "ctl.agent-offsets.moj.civil", PatternType.LITERAL, AclOperation.WRITE);
        var router = topic("mach.router", "data.", PatternType.PREFIXED, READ);
        var elsewhere = topic("app", "billing", PatternType.LITERAL, READ);
        var described = topic("app", "data.moj.person", PatternType.LITERAL, AclOperation.DESCRIBE);

        assertThat(AccessPlan.drift(Set.of(), Set.of(prefixed, everything, offsets, router, elsewhere, described)))
                .containsExactlyInAnyOrder(prefixed, everything, offsets);
    }

    @Test
    void an_owned_binding_that_somebody_removed_comes_back_while_it_is_desired() {
        assertThat(AccessPlan.between(RESIDENTS, RESIDENTS, Set.of()).grant()).isEqualTo(RESIDENTS);
        assertThat(AccessPlan.between(Set.of(), RESIDENTS, Set.of()).isEmpty()).isTrue();
    }

    @Test
    void whoever_can_still_read_a_topic_is_found_whatever_the_pattern() {
        var exact = topic("hanoi.reader", "view.moj.person.hanoi", PatternType.LITERAL, READ);
        var prefixed = topic("hanoi.reader", "view.moj.", PatternType.PREFIXED, AclOperation.ALL);
        var everybody = topic("*", "*", PatternType.LITERAL, READ);
        var another = topic("hue.reader", "view.moj.person.hanoi", PatternType.LITERAL, READ);
        var elsewhere = topic("hanoi.reader", "view.moj.person.hanoi-2", PatternType.LITERAL, READ);
        var described = topic("hanoi.reader", "view.moj.person.hanoi", PatternType.LITERAL, AclOperation.DESCRIBE);

        var readers = AccessPlan.readers(
                "User:hanoi.reader",
                "view.moj.person.hanoi",
                Set.of(exact, prefixed, everybody, another, elsewhere, described));

        assertThat(readers).containsExactlyInAnyOrder(exact, prefixed, everybody);
    }

    @Test
    void a_subscriber_can_read_one_topic_and_its_agencys_groups_and_nothing_else() {
        assertThat(RESIDENTS)
                .containsExactlyInAnyOrder(
                        topic("hanoi.reader", "view.moj.person.hanoi", PatternType.LITERAL, READ),
                        topic("hanoi.reader", "view.moj.person.hanoi", PatternType.LITERAL, AclOperation.DESCRIBE),
                        AclRules.allow(
                                "User:hanoi.reader",
                                new ResourcePattern(ResourceType.GROUP, "hanoi.", PatternType.PREFIXED),
                                READ));
    }

    @Test
    void an_agent_can_do_what_its_work_needs_on_its_own_topics_and_only_tell_on_those_of_all() {
        var agent = new Agent(
                AgentId.parse("moj.civil"), List.of(DatasetId.parse("moj.person")), true, Instant.EPOCH, null);

        var bindings = AclRules.of(agent);

        assertThat(operations(bindings))
                .containsOnly(
                        entry("data.moj.person", Set.of(READ, WRITE, DESCRIBE)),
                        entry("ctl.agent-offsets.moj.civil", Set.of(READ, WRITE, DESCRIBE)),
                        entry("ctl.held.moj.civil", Set.of(READ, WRITE, DESCRIBE, DELETE)),
                        entry("ctl.agent-status", Set.of(WRITE, DESCRIBE)),
                        entry("ctl.gaps", Set.of(WRITE, DESCRIBE)));
        assertThat(bindings)
                .allMatch(binding -> binding.pattern().patternType() == PatternType.LITERAL
                        && binding.entry().principal().equals("User:mach.agent.moj.civil"));
    }

    @Test
    void the_dead_letters_of_a_dataset_are_read_by_every_account_of_its_owner_and_by_no_other() {
        var person = DatasetId.parse("moj.person");
        var unit = DatasetId.parse("gso.unit");
        var accounts =
                List.of(account("moj.steward"), account("moj.batch"), account("gso.batch"), account("hanoi.reader"));

        var bindings = AclRules.ofOwners(List.of(person, unit), accounts, UnaryOperator.identity());

        assertThat(bindings)
                .filteredOn(binding -> binding.pattern().resourceType() == ResourceType.TOPIC)
                .containsExactlyInAnyOrder(
                        topic("moj.steward", person.deadLetterTopic(), PatternType.LITERAL, READ),
                        topic("moj.steward", person.deadLetterTopic(), PatternType.LITERAL, DESCRIBE),
                        topic("moj.batch", person.deadLetterTopic(), PatternType.LITERAL, READ),
                        topic("moj.batch", person.deadLetterTopic(), PatternType.LITERAL, DESCRIBE),
                        topic("gso.batch", unit.deadLetterTopic(), PatternType.LITERAL, READ),
                        topic("gso.batch", unit.deadLetterTopic(), PatternType.LITERAL, DESCRIBE));
    }

    @Test
    void the_dead_letters_of_an_agency_that_ended_are_read_by_its_successor_too() {
        var unit = DatasetId.parse("gso.unit");
        UnaryOperator<AgencyId> merged = agency -> agency.equals(AgencyId.of("gso")) ? AgencyId.of("mof") : agency;

        var bindings = AclRules.ofOwners(
                List.of(unit), List.of(account("gso.batch"), account("mof.batch"), account("moj.batch")), merged);

        assertThat(bindings)
                .filteredOn(binding -> binding.pattern().resourceType() == ResourceType.TOPIC)
                .extracting(binding -> binding.entry().principal())
                .containsOnly("User:gso.batch", "User:mof.batch");
    }

    private static Account account(String id) {
        return TestAccounts.active(id);
    }

    private static Map<String, Set<AclOperation>> operations(Set<AclBinding> bindings) {
        return bindings.stream()
                .filter(binding -> binding.pattern().resourceType() == ResourceType.TOPIC)
                .collect(Collectors.groupingBy(
                        binding -> binding.pattern().name(),
                        Collectors.mapping(binding -> binding.entry().operation(), Collectors.toSet())));
    }
}
