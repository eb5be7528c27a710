package vn.mach.registry.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.registry.accounts.Account;
import vn.mach.registry.agents.Agent;
import vn.mach.registry.grants.Grant;

/** Which ACLs a grant, an agent and an owner come to: the least with which they work. */
final class AclRules {
    private static final String ANY_HOST = "*";
    private static final List<AclOperation> WRITE = List.of(AclOperation.WRITE, AclOperation.DESCRIBE);
    private static final List<AclOperation> READ_AND_WRITE =
            List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);

    private AclRules() {}

    static Set<AclBinding> of(List<Grant> grants, List<Agent> agents) {
        var bindings = new HashSet<AclBinding>();
        grants.forEach(grant -> bindings.addAll(of(grant.account(), grant.view())));
        agents.forEach(agent -> bindings.addAll(of(agent)));
        return bindings;
    }

    /**
     * An agency's accounts read the dead letters of its own datasets, which hold its rows whole, and nobody else does.
     *
     * @param responsible who answers for an agency that has ended
     */
    static Set<AclBinding> ofOwners(
            List<DatasetId> datasets, List<Account> accounts, UnaryOperator<AgencyId> responsible) {
        var bindings = new HashSet<AclBinding>();
        for (var account : accounts) {
            var own = responsible.apply(account.id().agency());
            datasets.stream()
                    .filter(dataset -> responsible.apply(dataset.agency()).equals(own))
                    .forEach(dataset -> bindings.addAll(reading(account.id(), dataset.deadLetterTopic())));
        }
        return bindings;
    }

    /** The account reads the view's topic, in groups of its agency. */
    static Set<AclBinding> of(AccountId account, ViewId view) {
        return reading(account, view.topic());
    }

    private static Set<AclBinding> reading(AccountId account, String name) {
        var principal = principal(account.user());
        var topic = literal(ResourceType.TOPIC, name);
        var groups = new ResourcePattern(ResourceType.GROUP, account.agency().groupPrefix(), PatternType.PREFIXED);
        return Set.of(
                allow(principal, topic, AclOperation.READ),
                allow(principal, topic, AclOperation.DESCRIBE),
                allow(principal, groups, AclOperation.READ));
    }

    /**
     * The agent writes its datasets in transactions of its own name and reads back what it wrote there, its offsets and the
     * changes it holds, which it also empties; it tells its status and gaps.
     */
    static Set<AclBinding> of(Agent agent) {
        var principal = principal(agent.id().user());
        var bindings = new HashSet<AclBinding>();
        for (var topic : agent.datasets().stream().map(DatasetId::topic).toList()) {
            bindings.addAll(allow(principal, topic, READ_AND_WRITE));
        }
        bindings.addAll(allow(principal, agent.id().offsetsTopic(), READ_AND_WRITE));
        bindings.addAll(allow(principal, agent.id().heldTopic(), READ_AND_WRITE));
        bindings.addAll(allow(principal, agent.id().heldTopic(), List.of(AclOperation.DELETE)));
        bindings.addAll(allow(principal, Topics.AGENT_STATUS, WRITE));
        bindings.addAll(allow(principal, Topics.GAPS, WRITE));
        var transactions = literal(ResourceType.TRANSACTIONAL_ID, agent.id().transactionalId());
        bindings.add(allow(principal, transactions, AclOperation.WRITE));
        bindings.add(allow(principal, transactions, AclOperation.DESCRIBE));
        bindings.add(
                allow(principal, literal(ResourceType.CLUSTER, Resource.CLUSTER_NAME), AclOperation.IDEMPOTENT_WRITE));
        return bindings;
    }

    static String principal(String user) {
        return "User:" + user;
    }

    private static List<AclBinding> allow(String principal, String topic, List<AclOperation> operations) {
        return operations.stream()
                .map(operation -> allow(principal, literal(ResourceType.TOPIC, topic), operation))
                .toList();
    }

    private static ResourcePattern literal(ResourceType type, String name) {
        return new ResourcePattern(type, name, PatternType.LITERAL);
    }

    static AclBinding allow(String principal, ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
    }
}
