package vn.mach.registry.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import vn.mach.naming.Topics;

/** Which topics the datasets, views and agents come to, and with which settings. */
final class TopicRules {
    private static final String COMPACT = TopicConfig.CLEANUP_POLICY_COMPACT;
    /** Nothing is deleted for its age (retention is endless), but a revocation may empty the topic of a sealed view. */
    private static final String COMPACT_AND_DELETABLE =
            TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE;

    private static final String DELETE_RETENTION = millis(Duration.ofDays(7));
    private static final String COMPACTION_LAG = millis(Duration.ofDays(1));
    private static final String OFFSETS_SEGMENT = Integer.toString(8 * 1024 * 1024);
    private static final String LARGEST = Integer.toString(Topics.LARGEST_BATCH_BYTES);
    private static final String DEAD_LETTER_RETENTION = millis(Duration.ofDays(30));

    private TopicRules() {}

    static Map<String, NewTopic> of(Desired desired) {
        var topics = new LinkedHashMap<String, NewTopic>();
        Topics.CONTROL.forEach(name -> topics.put(name, control(name)));
        for (var dataset : desired.datasets()) {
            topics.put(dataset.id().topic(), governed(dataset.id().topic(), dataset.partitions(), COMPACT));
            topics.put(dataset.id().deadLetterTopic(), deadLetter(dataset.id().deadLetterTopic()));
        }
        for (var agent : desired.agents()) {
            topics.put(agent.id().offsetsTopic(), offsets(agent.id().offsetsTopic()));
            topics.put(agent.id().heldTopic(), held(agent.id().heldTopic()));
        }
        for (var view : desired.living()) {
            topics.put(
                    view.id().topic(),
                    governed(
                            view.id().topic(),
                            view.definition().partitions(),
                            view.definition().sealed() ? COMPACT_AND_DELETABLE : COMPACT));
        }
        return topics;
    }

    static NewTopic control(String name) {
        return topic(name, 1).configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /** Read from its beginning at each start of the agent: small segments, so that compaction keeps it short. */
    private static NewTopic offsets(String name) {
        return topic(name, 1)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        OFFSETS_SEGMENT));
    }

    /** Nothing goes for its age: the agent empties it when it has published what is held. */
    private static NewTopic held(String name) {
        return topic(name, 1)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        LARGEST,
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1"));
    }

    /** A subscriber that was away for less than a week still sees every deletion. */
    private static NewTopic governed(String name, int partitions, String policy) {
        return topic(name, partitions)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, policy,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST,
                        TopicConfig.RETENTION_MS_CONFIG, "-1",
                        TopicConfig.DELETE_RETENTION_MS_CONFIG, DELETE_RETENTION,
                        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, COMPACTION_LAG));
    }

    private static NewTopic deadLetter(String name) {
        return topic(name, 1)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        LARGEST,
                        TopicConfig.RETENTION_MS_CONFIG,
                        DEAD_LETTER_RETENTION));
    }

    /** The replication factor is the cluster's default: it belongs to whoever installs the cluster. */
    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty());
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
