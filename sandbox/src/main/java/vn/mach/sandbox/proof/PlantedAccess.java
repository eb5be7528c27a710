package vn.mach.sandbox.proof;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import vn.mach.connection.Secret;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Views;

/** What somebody else made in the cluster, some of it right where the registry works. */
final class PlantedAccess {
    static final String USER = "hanoi.legacy";
    /** The topic of a view that is defined, and retired, only later. */
    static final ViewId TAKEN = ViewId.of(Gso.UNITS, "taken");

    private static final String TOPIC = "view.gso.planted";

    private PlantedAccess() {}

    static void in(KafkaCluster cluster) {
        cluster.createUser(USER, new Secret("of-somebody-else"));
        var views = new ResourcePattern(ResourceType.TOPIC, "view.gso.", PatternType.PREFIXED);
        cluster.allow(List.of(
                DecidedAccess.allow(USER, views, AclOperation.READ),
                DecidedAccess.allow(
                        Views.READER.user(),
                        new ResourcePattern(ResourceType.GROUP, "tools.", PatternType.PREFIXED),
                        AclOperation.READ),
                DecidedAccess.allow(
                        USER,
                        new ResourcePattern(ResourceType.TOPIC, "logs", PatternType.LITERAL),
                        AclOperation.WRITE)));
        var topics = List.of(topic(TOPIC), topic(TAKEN.topic()), topic("logs"));
        KafkaCluster.await("create topics", cluster.admin().createTopics(topics).all());
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, Optional.of(6), Optional.empty());
    }

    /** The kinds of drift that must be told because of it. */
    static Set<String> drift() {
        return Set.of("foreign-access User:" + USER, "foreign-topic " + TOPIC, "foreign-topic " + TAKEN.topic());
    }
}
