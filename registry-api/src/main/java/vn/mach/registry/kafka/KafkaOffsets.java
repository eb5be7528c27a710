package vn.mach.registry.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads how far topics go, and how far they were read. */
public final class KafkaOffsets {
    private final Admin admin;

    KafkaOffsets(Admin admin) {
        this.admin = admin;
    }

    /** Of a topic that is there. */
    public Set<TopicPartition> partitions(String topic) {
        var described = KafkaAct.await(
                "describe topic " + topic, admin.describeTopics(List.of(topic)).allTopicNames());
        return described.values().stream()
                .flatMap(known -> known.partitions().stream()
                        .map(partition -> new TopicPartition(known.name(), partition.partition())))
                .collect(Collectors.toSet());
    }

    /** Of the first record that is still there. */
    public Map<TopicPartition, Long> first(Set<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    /** After the last record whose transaction is committed. */
    public Map<TopicPartition, Long> end(Set<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which) {
        var wanted = partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        var committedOnly = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        return KafkaAct.await(
                        "read the offsets of topics",
                        admin.listOffsets(wanted, committedOnly).all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, known -> known.getValue().offset()));
    }

    /** The consumer groups whose names begin so. */
    public List<String> groups(String prefix) {
        return KafkaAct.await("list groups", admin.listGroups().all()).stream()
                .map(GroupListing::groupId)
                .filter(group -> group.startsWith(prefix))
                .sorted()
                .toList();
    }

    /** What the group has committed of these partitions; those it never committed are absent. */
    public Map<TopicPartition, Long> committed(String group, Set<TopicPartition> partitions) {
        var offsets = KafkaAct.await(
                "read what group " + group + " committed",
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return offsets.entrySet().stream()
                .filter(known -> partitions.contains(known.getKey()) && known.getValue() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, known -> known.getValue().offset()));
    }
}
