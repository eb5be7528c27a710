package vn.mach.sandbox.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import vn.mach.sandbox.broker.KafkaCluster;

/** What the broker has, read as its administrator: every ACL, the topics under governed prefixes, users with their mechanisms. */
record ActualAccess(Set<AclBinding> acls, Set<String> topics, Map<String, Set<String>> users) {
    static ActualAccess of(KafkaCluster cluster) {
        var topics = KafkaCluster.await(
                        "list topics", cluster.admin().listTopics().names())
                .stream()
                .filter(topic -> topic.matches("(data|view|ctl)\\..*"))
                .collect(Collectors.toUnmodifiableSet());
        var users = new HashMap<String, Set<String>>();
        KafkaCluster.await(
                        "read users",
                        cluster.admin().describeUserScramCredentials().all())
                .forEach((user, known) -> users.put(
                        user,
                        known.credentialInfos().stream()
                                .map(info -> info.mechanism().mechanismName())
                                .collect(Collectors.toUnmodifiableSet())));
        return new ActualAccess(cluster.acls(), topics, users);
    }

    /**
     * In words, what is missing and what is left over, once what was there {@code before} the proof began is set aside; empty if
     * Kafka is exactly what was decided.
     */
    Set<String> differences(DecidedAccess decided, Set<String> pending, ActualAccess before) {
        var found = new TreeSet<String>();
        compare(found, "ACL", decided.acls(), without(acls, before.acls()));
        compare(found, "topic", without(decided.topics(), before.topics()), without(topics, before.topics()));
        var known = new HashMap<>(users);
        known.keySet().removeAll(before.users().keySet());
        known.keySet().removeAll(pending);
        compare(found, "user", decided.users().entrySet(), known.entrySet());
        if (decided.unsettled() > 0) {
            found.add(decided.unsettled() + " grants are not ended yet");
        }
        return found;
    }

    /** What was there before and is not any more. */
    Set<String> lost(ActualAccess before) {
        var lost = new TreeSet<String>();
        without(before.acls(), acls).forEach(it -> lost.add("ACL " + it));
        without(before.topics(), topics).forEach(it -> lost.add("topic " + it));
        before.users().forEach((user, mechanisms) -> {
            if (!mechanisms.equals(users.get(user))) {
                lost.add("user " + user);
            }
        });
        return lost;
    }

    private static <T> void compare(Set<String> found, String kind, Set<T> wanted, Set<T> actual) {
        without(wanted, actual).forEach(it -> found.add("missing " + kind + " " + it));
        without(actual, wanted).forEach(it -> found.add("left over " + kind + " " + it));
    }

    private static <T> Set<T> without(Set<T> all, Set<T> some) {
        var rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
