package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.story.Views;

/** What a subscriber's account may not do in Kafka beside topics: others' groups and transactions, and the cluster's own affairs. */
final class ForeignRights implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;
    private static final String GROUPS = "groups of others";
    private static final String CLUSTER = "rights, users, quotas, topics of the cluster";

    private final KafkaConnection subscriber;
    private final Admin admin;
    private final Findings findings;

    ForeignRights(KafkaConnection subscriber, Findings findings) {
        this.subscriber = subscriber;
        this.findings = findings;
        admin = Admin.create(subscriber.properties());
    }

    void tryAll(ViewId own) {
        for (var group : List.of("gso.reader", "mpi.reader", "reader", "hanoi", Inspections.ID.routerApplication())) {
            tryGroup(group, new TopicPartition(own.topic(), 0));
        }
        var groups = listedGroups();
        findings.holds(
                GROUPS, "listed " + groups, groups.stream().allMatch(id -> id.startsWith(Views.HANOI.groupPrefix())));
        var ids =
                List.of(Inspections.ID.routerApplication() + "-0", Inspections.AGENT.transactionalId(), "hanoi.reader");
        ids.forEach(id -> findings.refused("transactional ids", id, () -> beginTransaction(id)));
        tryCluster(own);
    }

    private void tryGroup(String group, TopicPartition partition) {
        findings.refused(GROUPS, "join " + group, () -> join(group, partition.topic()));
        findings.refused(
                GROUPS,
                "offsets of " + group,
                () -> wait(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
        findings.refused(
                GROUPS,
                "describe " + group,
                () -> wait(admin.describeConsumerGroups(List.of(group)).all()));
        findings.refused(
                GROUPS,
                "move " + group,
                () -> wait(admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(0)))
                        .all()));
        findings.refused(
                GROUPS,
                "delete " + group,
                () -> wait(admin.deleteConsumerGroups(List.of(group)).all()));
    }

    private void tryCluster(ViewId own) {
        var topic = own.topic();
        findings.refused(
                CLUSTER,
                "ACLs",
                () -> wait(admin.describeAcls(AclBindingFilter.ANY).values()));
        findings.refused(
                CLUSTER,
                "users",
                () -> wait(admin.describeUserScramCredentials().all()));
        findings.refused(
                CLUSTER,
                "quotas",
                () -> wait(admin.describeClientQuotas(ClientQuotaFilter.all()).entities()));
        findings.refused(
                CLUSTER,
                "create a topic",
                () -> wait(admin.createTopics(List.of(new NewTopic("view.mpi.mine", Optional.of(1), Optional.empty())))
                        .all()));
        findings.refused(
                CLUSTER,
                "delete records of " + topic,
                () -> wait(admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1)))
                        .all()));
        findings.refused(
                CLUSTER,
                "alter " + topic,
                () -> wait(admin.incrementalAlterConfigs(Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                List.of(new AlterConfigOp(
                                        new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET))))
                        .all()));
        findings.refused(
                CLUSTER,
                "settings of the broker",
                () -> wait(admin.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.BROKER, "1")))
                        .all()));
        findings.refused(
                CLUSTER,
                "delete " + topic,
                () -> wait(admin.deleteTopics(List.of(topic)).all()));
    }

    private List<String> listedGroups() {
        try {
            return wait(admin.listGroups().all()).stream()
                    .map(GroupListing::groupId)
                    .collect(Collectors.toList());
        } catch (Exception e) {
            throw new IllegalStateException("a subscriber cannot list its groups", e);
        }
    }

    private Object join(String group, String topic) {
        var properties = new HashMap<>(subscriber.properties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            consumer.subscribe(List.of(topic));
            var records = consumer.poll(Duration.ofSeconds(PATIENCE_SECONDS));
            return records.count() + " records";
        }
    }

    private Object beginTransaction(String id) {
        var properties = new HashMap<>(subscriber.properties());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_SECONDS * 1_000);
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(properties, bytes, bytes)) {
            producer.initTransactions();
            return "a transaction of " + id;
        }
    }

    private static <T> T wait(KafkaFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
