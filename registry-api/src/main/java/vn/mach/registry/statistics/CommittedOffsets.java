package vn.mach.registry.statistics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import vn.mach.registry.grants.Grant;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.kafka.KafkaFailure;
import vn.mach.registry.kafka.KafkaOffsets;

/** What consumer groups committed, asked of Kafka. */
public final class CommittedOffsets implements Consumption {
    private final KafkaOffsets kafka;

    public CommittedOffsets(KafkaOffsets kafka) {
        this.kafka = kafka;
    }

    @Override
    public List<Group> of(Grant grant) {
        try {
            var partitions = kafka.partitions(grant.view().topic());
            var first = kafka.first(partitions);
            var end = kafka.end(partitions);
            return kafka.groups(grant.account().agency().slug() + ".").stream()
                    .map(group -> group(group, kafka.committed(group, partitions), first, end))
                    .filter(group -> group.committed() >= 0)
                    .toList();
        } catch (KafkaFailure e) {
            throw new Refusal.Unavailable("kafka-unavailable", "Kafka does not say how far subscribers have read");
        }
    }

    private static Group group(
            String name,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> first,
            Map<TopicPartition, Long> end) {
        if (committed.isEmpty()) {
            return new Group(name, -1, 0);
        }
        long read = 0;
        long lag = 0;
        for (var partition : Set.copyOf(end.keySet())) {
            long begin = first.getOrDefault(partition, 0L);
            long at = Math.max(begin, committed.getOrDefault(partition, begin));
            read += at - begin;
            lag += Math.max(0, end.getOrDefault(partition, at) - at);
        }
        return new Group(name, read, lag);
    }
}
