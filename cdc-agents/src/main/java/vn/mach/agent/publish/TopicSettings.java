package vn.mach.agent.publish;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import vn.mach.agent.check.Finding;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.naming.Topics;

/** Settings of topics that somebody else made, under which changes would be lost or refused. */
final class TopicSettings {
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final int WEEK_DAYS = 7;

    private TopicSettings() {}

    /** A warning for each topic that differs; of one whose settings the user may not see, there is nothing to say. */
    static List<Finding> look(Admin admin, String bootstrap, Collection<String> topics, int patienceSeconds) {
        var resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        var findings = new ArrayList<Finding>();
        admin.describeConfigs(resources).values().forEach((topic, future) -> {
            try {
                findings.addAll(differing(topic.name(), future.get(patienceSeconds, TimeUnit.SECONDS), bootstrap));
            } catch (ExecutionException | TimeoutException e) {
                // The check of the topic says what is wrong, and to see the settings is no right that an agent needs.
                assert e != null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentFailure.Broken("interrupted", e);
            }
        });
        return findings;
    }

    /** At most one, whose remedy is the command as it is. */
    static List<Finding> differing(String topic, Config found, String bootstrap) {
        var wrong = new LinkedHashMap<String, String>();
        wanted(topic).forEach((setting, wanted) -> {
            var entry = found.get(setting);
            if (entry != null && !wanted.holds(entry.value())) {
                wrong.put(setting, wanted.value());
            }
        });
        if (wrong.isEmpty()) {
            return List.of();
        }
        var detail = wrong.keySet().stream()
                .map(setting -> setting + "=" + found.get(setting).value())
                .collect(Collectors.joining(", "));
        var command = wrong.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(",", "", ""));
        return List.of(Finding.warn(
                "settings of " + topic,
                "has " + detail,
                "kafka-configs.sh --bootstrap-server " + bootstrap + " --alter --entity-type topics --entity-name "
                        + topic + " --add-config " + command));
    }

    private static Map<String, Wanted> wanted(String topic) {
        var wanted = new LinkedHashMap<String, Wanted>();
        if (topic.startsWith(Topics.DATA_PREFIX)) {
            wanted.put(TopicConfig.CLEANUP_POLICY_CONFIG, Wanted.exactly(TopicConfig.CLEANUP_POLICY_COMPACT));
            wanted.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Wanted.atLeast(Topics.LARGEST_BATCH_BYTES));
            wanted.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, Wanted.atLeast(WEEK_DAYS * DAY_MILLIS));
            wanted.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Wanted.atLeast(DAY_MILLIS));
        } else if (topic.startsWith(Topics.HELD + ".")) {
            wanted.put(TopicConfig.CLEANUP_POLICY_CONFIG, Wanted.exactly(TopicConfig.CLEANUP_POLICY_DELETE));
            wanted.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Wanted.atLeast(Topics.LARGEST_BATCH_BYTES));
            wanted.put(TopicConfig.RETENTION_MS_CONFIG, Wanted.exactly("-1"));
            wanted.put(TopicConfig.RETENTION_BYTES_CONFIG, Wanted.exactly("-1"));
        } else {
            wanted.put(TopicConfig.CLEANUP_POLICY_CONFIG, Wanted.exactly(TopicConfig.CLEANUP_POLICY_COMPACT));
        }
        return wanted;
    }

    /** @param least whether more is as good */
    private record Wanted(String value, boolean least) {
        static Wanted exactly(String value) {
            return new Wanted(value, false);
        }

        static Wanted atLeast(long value) {
            return new Wanted(Long.toString(value), true);
        }

        boolean holds(String found) {
            return least ? Long.parseLong(found) >= Long.parseLong(value) : found.equals(value);
        }
    }
}
