package vn.mach.registry.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import vn.mach.naming.AccountId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.registry.agents.Agent;
import vn.mach.registry.grants.Grant;

/** Which ACLs a grant and an agent come to: the least with which they work. */
final class AclRules {
    private static final String ANY_HOST = "*";

    private AclRules() {}

    static Set<AclBinding> of(List<Grant> grants, List<Agent> agents) {
        var bindings = new HashSet<AclBinding>();
        grants.forEach(grant -> bindings.addAll(of(grant.account(), grant.view())));
        agents.forEach(agent -> bindings.addAll(of(agent)));
        return bindings;
    }

    /** The account reads the view's topic, in groups of its agency. */
    static Set<AclBinding> of(AccountId account, ViewId view) {
        var principal = principal(account.user());
        var topic = literal(ResourceType.TOPIC, view.topic());
        var groups = new ResourcePattern(ResourceType.GROUP, account.agency().groupPrefix(), PatternType.PREFIXED);
        return Set.of(
                allow(principal, topic, AclOperation.READ),
                allow(principal, topic, AclOperation.DESCRIBE),
                allow(principal, groups, AclOperation.READ));
    }

    /** The agent writes its datasets in transactions of its own name, reads back its own offsets, and tells its status. */
    static Set<AclBinding> of(Agent agent) {
        var principal = principal(agent.id().user());
        var bindings = new HashSet<AclBinding>();
        for (var topic : agent.datasets().stream().map(DatasetId::topic).toList()) {
            bindings.add(allow(principal, literal(ResourceType.TOPIC, topic), AclOperation.WRITE));
            bindings.add(allow(principal, literal(ResourceType.TOPIC, topic), AclOperation.DESCRIBE));
        }
        var offsets = literal(ResourceType.TOPIC, agent.id().offsetsTopic());
        for (var operation : List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE)) {
            bindings.add(allow(principal, offsets, operation));
        }
        var status = literal(ResourceType.TOPIC, Topics.AGENT_STATUS);
        bindings.add(allow(principal, status, AclOperation.WRITE));
        bindings.add(allow(principal, status, AclOperation.DESCRIBE));
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

    private static ResourcePattern literal(ResourceType type, String name) {
        return new ResourcePattern(type, name, PatternType.LITERAL);
    }

    static AclBinding allow(String principal, ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
    }
}
