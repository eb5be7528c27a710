package vn.mach.registry.access;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.registry.accounts.Account;
import vn.mach.registry.db.Database;
import vn.mach.registry.kafka.KafkaAct;
import vn.mach.registry.kafka.KafkaAdmin;

/** Makes Kafka's ACLs those of the active grants, the agents and the owners. One run at a time, and each reads the database inside it: a revocation and a run cannot undo each other. */
final class AclConvergence {
    private static final Logger LOG = LoggerFactory.getLogger(AclConvergence.class);

    private final Database database;
    private final Registry registry;
    private final KafkaAdmin kafka;
    private final OwnedAclStore owned = new OwnedAclStore();

    AclConvergence(Database database, Registry registry, KafkaAdmin kafka) {
        this.database = database;
        this.registry = registry;
        this.kafka = kafka;
    }

    /** What a run would do. */
    AccessPlan plan() {
        return read(null).plan();
    }

    /** The access nobody granted. */
    Set<Drift> drift() {
        var state = read(null);
        return AccessPlan.drift(state.owned(), state.actual()).stream()
                .map(binding -> new Drift("foreign-access", binding.entry().principal(), AccessPlan.words(binding)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Converges all principals; answers what was done. */
    AccessPlan converge() {
        return converge(null);
    }

    /** Converges one user only: what a revocation waits for does not grow with the number of agencies. */
    void convergeUser(String user) {
        var unused = converge(AclRules.principal(user));
    }

    private synchronized AccessPlan converge(@Nullable String principal) {
        var state = read(principal);
        var plan = state.plan();
        var unwanted = state.unwanted();
        if (!unwanted.isEmpty()) {
            kafka.deleteAcls(unwanted);
            awaitSeen("see ACLs gone", principal, actual -> unwanted.stream().noneMatch(actual::contains));
        }
        database.run(tx -> {
            owned.removeSettled(tx, unwanted);
            owned.add(tx, plan.grant());
        });
        if (!plan.grant().isEmpty()) {
            kafka.createAcls(plan.grant());
            awaitSeen("see new ACLs", principal, actual -> actual.containsAll(plan.grant()));
        }
        if (!plan.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("count", plan.grant().size() + plan.revoke().size())
                    .log("access changed");
        }
        return plan;
    }

    /** The ACLs by which this user can read the topic: after a revocation they are another's, and not ours to delete. */
    Set<AclBinding> readers(String user, String topic) {
        return AccessPlan.readers(AclRules.principal(user), topic, kafka.acls(AclBindingFilter.ANY));
    }

    /** Acknowledged means that the controller knows; what counts is what brokers enforce. */
    private void awaitSeen(String act, @Nullable String principal, Predicate<Set<AclBinding>> seen) {
        var filter = filter(principal);
        KafkaAct.until(act, () -> seen.test(kafka.acls(filter)));
    }

    private record State(Set<AclBinding> desired, Set<AclBinding> owned, Set<AclBinding> actual) {
        AccessPlan plan() {
            return AccessPlan.between(desired, owned, actual);
        }

        /** Seen or not: one that was asked for just before may still be on its way to the brokers. */
        Set<AclBinding> unwanted() {
            var unwanted = new HashSet<>(owned);
            unwanted.removeAll(desired);
            return unwanted;
        }
    }

    /** A failed read of either side ends the run: an empty set would delete the world. */
    private State read(@Nullable String principal) {
        var desired =
                database.read(tx -> new State(of(principal, desired(tx)), of(principal, owned.all(tx)), Set.of()));
        return new State(desired.desired(), desired.owned(), kafka.acls(filter(principal)));
    }

    /** What the accounts of a suspended platform may read is nothing, and its grants stay; of a retired one the agents write nothing either. */
    private Set<AclBinding> desired(Handle tx) {
        var unread = registry.platforms().barredFromReading(tx);
        var unwritten = registry.platforms().barredFromWriting(tx);
        var accounts = registry.accounts().all(tx).stream()
                .filter(Account::enabled)
                .filter(account -> !unread.contains(account.id().agency()))
                .toList();
        var readers = accounts.stream().map(Account::id).collect(Collectors.toUnmodifiableSet());
        var grants = registry.grants().active(tx).stream().filter(grant -> readers.contains(grant.account()));
        var agents = registry.agents().all(tx).stream()
                .filter(agent -> !unwritten.contains(agent.id().agency()));
        var bindings = new HashSet<>(AclRules.of(grants.toList(), agents.toList()));
        bindings.addAll(AclRules.ofOwners(registry.datasets().ids(tx), accounts, registry.agencies()::responsible));
        return bindings;
    }

    private static Set<AclBinding> of(@Nullable String principal, Set<AclBinding> bindings) {
        return bindings.stream()
                .filter(binding ->
                        principal == null || Objects.equals(binding.entry().principal(), principal))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static AclBindingFilter filter(@Nullable String principal) {
        return principal == null
                ? AclBindingFilter.ANY
                : new AclBindingFilter(
                        ResourcePatternFilter.ANY,
                        new AccessControlEntryFilter(principal, null, AclOperation.ANY, AclPermissionType.ANY));
    }
}
