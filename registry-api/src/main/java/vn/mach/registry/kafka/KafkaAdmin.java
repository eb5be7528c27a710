package vn.mach.registry.kafka;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import vn.mach.connection.KafkaConnection;

/** Reads and changes the cluster. Every method waits until the cluster acknowledged, or throws {@link KafkaFailure}. */
public final class KafkaAdmin implements AutoCloseable {
    private static final int AT_ONCE = 1_000;

    /** How many topics one request asks about. */
    private static final int BATCH = 250;

    private final KafkaConnection kafka;
    private final Admin admin;

    private KafkaAdmin(KafkaConnection kafka, Admin admin) {
        this.kafka = kafka;
        this.admin = admin;
    }

    /** Connects and asks the cluster who it is, so that a wrong address or password fails here. */
    public static KafkaAdmin connect(KafkaConnection kafka) {
        var properties = new LinkedHashMap<>(kafka.properties());
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "mach-registry");
        // Less than KafkaAct's patience: what its caller has given up is not tried again behind its back.
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 4_500);
        var admin = new KafkaAdmin(kafka, Admin.create(properties));
        try {
            KafkaAct.await(
                    "connect to " + kafka.bootstrap(),
                    admin.admin.describeCluster().clusterId());
            return admin;
        } catch (KafkaFailure e) {
            admin.close();
            throw e;
        }
    }

    /** Throws {@link KafkaFailure} when the cluster does not answer. */
    public void requireAnswer() {
        KafkaAct.await("ask the cluster who it is", admin.describeCluster().clusterId());
    }

    public Set<String> topics() {
        return KafkaAct.await(
                "list topics",
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    }

    /** Creates the topic; one that exists already is left as it is. */
    public void createTopic(NewTopic topic) {
        try {
            FailPoint.around(
                    "create topic",
                    () -> KafkaAct.await(
                            "create topic " + topic.name(),
                            admin.createTopics(List.of(topic)).all()));
        } catch (KafkaFailure e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** @param ofTheTopic set for this topic, not inherited from the cluster */
    public record TopicSetting(String name, String value, boolean ofTheTopic) {}

    /** The settings of each of these topics; one that was deleted meanwhile is left out. */
    public Map<String, List<TopicSetting>> topicSettings(Collection<String> topics) {
        var settings = new LinkedHashMap<String, List<TopicSetting>>();
        for (var some : batches(topics)) {
            var resources = some.stream()
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            admin.describeConfigs(resources).values().forEach((topic, future) -> present(
                            "read the settings of topics", future)
                    .ifPresent(config -> settings.put(topic.name(), settings(config))));
        }
        return settings;
    }

    /** An answer is a few kilobytes for each topic, and one that is late is none. */
    private static List<List<String>> batches(Collection<String> topics) {
        var all = List.copyOf(topics);
        return IntStream.iterate(0, from -> from < all.size(), from -> from + BATCH)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + BATCH)))
                .toList();
    }

    private static List<TopicSetting> settings(Config config) {
        return config.entries().stream()
                .map(entry -> new TopicSetting(
                        entry.name(),
                        String.valueOf(entry.value()),
                        entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG))
                .toList();
    }

    /** The number of partitions of each of these topics; one that was deleted meanwhile is left out. */
    public Map<String, Integer> partitions(Collection<String> topics) {
        var found = new LinkedHashMap<String, Integer>();
        for (var some : batches(topics)) {
            admin.describeTopics(some).topicNameValues().forEach((topic, future) -> present("describe topics", future)
                    .ifPresent(it -> found.put(topic, it.partitions().size())));
        }
        return found;
    }

    private static <T> Optional<T> present(String act, Future<T> future) {
        try {
            return Optional.of(KafkaAct.await(act, future));
        } catch (KafkaFailure e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Changes one setting of the topic and leaves the others. */
    public void setTopic(String topic, String setting, String value) {
        var change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        FailPoint.around(
                "set topic",
                () -> KafkaAct.await(
                        "set " + setting + " of topic " + topic,
                        admin.incrementalAlterConfigs(
                                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
                                .all()));
        var wanted = new TopicSetting(setting, value, true);
        KafkaAct.until("see " + setting + " of topic " + topic, () -> topicSettings(List.of(topic))
                .getOrDefault(topic, List.of(wanted))
                .contains(wanted));
    }

    /**
     * Takes back everything that was written to the topic, committed or not: from here on even a fetch that was parked
     * at the broker before finds nothing. The topic's policy must allow deletion (KIP-107).
     */
    public void emptyTopic(String topic, int partitions) {
        var everything = RecordsToDelete.beforeOffset(-1);
        var records = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(partition -> new TopicPartition(topic, partition), partition -> everything));
        FailPoint.around(
                "empty topic",
                () -> KafkaAct.await(
                        "empty topic " + topic, admin.deleteRecords(records).all()));
    }

    /** Deletes the topic; one that is gone already is gone. */
    public void deleteTopic(String topic) {
        try {
            FailPoint.around(
                    "delete topic",
                    () -> KafkaAct.await(
                            "delete topic " + topic,
                            admin.deleteTopics(List.of(topic)).all()));
        } catch (KafkaFailure e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }

    public Set<AclBinding> acls(AclBindingFilter filter) {
        return Set.copyOf(KafkaAct.await("read ACLs", admin.describeAcls(filter).values()));
    }

    public void createAcls(Collection<AclBinding> bindings) {
        inParts(
                List.copyOf(bindings),
                part -> FailPoint.around(
                        "create ACLs",
                        () -> KafkaAct.await(
                                "create ACLs", admin.createAcls(part).all())));
    }

    public void deleteAcls(Collection<AclBinding> bindings) {
        inParts(
                bindings.stream().map(AclBinding::toFilter).toList(),
                part -> FailPoint.around(
                        "delete ACLs",
                        () -> KafkaAct.await(
                                "delete ACLs", admin.deleteAcls(part).all())));
    }

    /** A controller refuses a request that takes more than 10,000 records of its log. */
    private static <T> void inParts(List<T> all, Consumer<List<T>> act) {
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            act.accept(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
        }
    }

    /** Reads and changes who can log in, and how much of the cluster each may use. */
    public KafkaUsers users() {
        return new KafkaUsers(kafka, admin);
    }

    /** Reads how far topics go, and how far they were read. */
    public KafkaOffsets offsets() {
        return new KafkaOffsets(admin);
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(2));
    }
}
