package vn.mach.registry.access;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import vn.mach.naming.Topics;

/** The difference between the ACLs there are and those there should be. What the registry did not make is in neither set. */
record AccessPlan(Set<AclBinding> revoke, Set<AclBinding> grant) {
    /** The platform's own processes; their ACLs are made by whoever installs the cluster. */
    private static final Set<String> SYSTEM = Set.of("User:mach.registry", "User:mach.router");

    private static final List<String> GOVERNED = List.of(Topics.DATA_PREFIX, Topics.VIEW_PREFIX, Topics.CONTROL_PREFIX);

    private static final Set<AclOperation> ACCESS = Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.ALL);

    AccessPlan {
        revoke = Set.copyOf(revoke);
        grant = Set.copyOf(grant);
    }

    /** Revokes what is owned, is there and is not desired; grants what is desired and is not there. */
    static AccessPlan between(Set<AclBinding> desired, Set<AclBinding> owned, Set<AclBinding> actual) {
        return new AccessPlan(
                select(owned, binding -> actual.contains(binding) && !desired.contains(binding)),
                select(desired, binding -> !actual.contains(binding)));
    }

    boolean isEmpty() {
        return revoke.isEmpty() && grant.isEmpty();
    }

    /** In words, what it takes away and then gives. */
    List<String> describe() {
        return Stream.concat(
                        revoke.stream().map(it -> "revoke " + it.entry().principal() + " " + words(it)),
                        grant.stream().map(it -> "grant " + it.entry().principal() + " " + words(it)))
                .toList();
    }

    /** Such as {@code read on topic view.moj. (prefixed)}. */
    static String words(AclBinding binding) {
        return (binding.entry().operation() + " on " + binding.pattern().resourceType()).toLowerCase(Locale.ROOT)
                + " " + binding.pattern().name()
                + (binding.pattern().patternType() == PatternType.PREFIXED ? " (prefixed)" : "");
    }

    /** Access to a governed topic that the registry did not give: shown, never touched. */
    static Set<AclBinding> drift(Set<AclBinding> owned, Set<AclBinding> actual) {
        return select(actual, binding -> !owned.contains(binding) && isForeignAccess(binding));
    }

    /** Those that let this principal, or everybody, read the topic. */
    static Set<AclBinding> readers(String principal, String topic, Set<AclBinding> actual) {
        return select(actual, binding -> {
            var entry = binding.entry();
            return entry.permissionType() == AclPermissionType.ALLOW
                    && (entry.operation() == AclOperation.READ || entry.operation() == AclOperation.ALL)
                    && (entry.principal().equals(principal) || entry.principal().equals("User:*"))
                    && binding.pattern().resourceType() == ResourceType.TOPIC
                    && matches(
                            binding.pattern().patternType(), binding.pattern().name(), topic);
        });
    }

    private static boolean matches(PatternType type, String pattern, String topic) {
        return type == PatternType.PREFIXED
                ? topic.startsWith(pattern)
                : pattern.equals(topic) || pattern.equals(ResourcePattern.WILDCARD_RESOURCE);
    }

    private static boolean isForeignAccess(AclBinding binding) {
        var entry = binding.entry();
        return entry.permissionType() == AclPermissionType.ALLOW
                && ACCESS.contains(entry.operation())
                && !SYSTEM.contains(entry.principal())
                && binding.pattern().resourceType() == ResourceType.TOPIC
                && reachesGoverned(
                        binding.pattern().patternType(), binding.pattern().name());
    }

    /** Whether the topic is one of those whose access the registry decides. */
    static boolean isGoverned(String topic) {
        return GOVERNED.stream().anyMatch(topic::startsWith);
    }

    private static boolean reachesGoverned(PatternType type, String name) {
        return type == PatternType.PREFIXED
                ? GOVERNED.stream().anyMatch(prefix -> name.startsWith(prefix) || prefix.startsWith(name))
                : name.equals(ResourcePattern.WILDCARD_RESOURCE) || isGoverned(name);
    }

    private static Set<AclBinding> select(Set<AclBinding> all, Predicate<AclBinding> wanted) {
        return all.stream().filter(wanted).collect(Collectors.toCollection(HashSet::new));
    }
}
