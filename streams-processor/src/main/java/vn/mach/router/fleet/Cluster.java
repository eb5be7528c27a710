package vn.mach.router.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;

/** What the router asks of the cluster itself. Thread-safe. */
final class Cluster implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final String TRANSACTIONS = "transaction.version";
    /** KIP-890: before it, a late record of an aborted transaction could end up in the next one. */
    private static final short SOUND_TRANSACTIONS = 2;

    private final Admin admin;
    private final String bootstrap;
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

    private Cluster(Admin admin, String bootstrap) {
        this.admin = admin;
        this.bootstrap = bootstrap;
    }

    /** Connects and refuses a cluster on which exactly-once is not sound; throws {@link CannotRun}. */
    static Cluster connect(KafkaConnection kafka) {
        var properties = kafka.properties();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        try {
            var cluster = new Cluster(Admin.create(properties), kafka.bootstrap());
            cluster.requireSoundTransactions();
            return cluster;
        } catch (KafkaException e) {
            throw new CannotRun("Kafka at " + kafka.bootstrap() + ": " + CannotRun.firstLine(e)
                    + ": check that it runs, and kafka.bootstrap, user and password");
        }
    }

    private void requireSoundTransactions() {
        var features = await(
                "describe the features of the cluster", admin.describeFeatures().featureMetadata());
        var transactions = features.finalizedFeatures().get(TRANSACTIONS);
        int level = transactions == null ? 0 : transactions.maxVersionLevel();
        if (level < SOUND_TRANSACTIONS) {
            throw new CannotRun("Kafka at " + bootstrap + " has " + TRANSACTIONS + " " + level + ", exactly-once needs "
                    + SOUND_TRANSACTIONS + ": run kafka-features.sh upgrade --feature " + TRANSACTIONS + "=2");
        }
    }

    /** How many partitions the topic has; 0 when there is none. An answer above 0 is kept until {@link #forget}. */
    int partitionsOf(String topic) {
        var known = partitions.get(topic);
        if (known != null) {
            return known;
        }
        try {
            var found = await(
                            "describe " + topic,
                            admin.describeTopics(List.of(topic)).allTopicNames())
                    .get(topic);
            int count = found == null ? 0 : found.partitions().size();
            if (count > 0) {
                partitions.put(topic, count);
            }
            return count;
        } catch (UnknownTopicOrPartitionException e) {
            return 0;
        }
    }

    /** Makes the topic, with a week of retention, unless it is there. */
    void ensure(String topic, int count) {
        if (partitionsOf(topic) > 0) {
            return;
        }
        var wanted = new NewTopic(topic, Optional.of(count), Optional.empty())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(WEEK.toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(Topics.LARGEST_BATCH_BYTES)));
        try {
            await("make " + topic, admin.createTopics(List.of(wanted)).all());
        } catch (TopicExistsException e) {
            return; // another router was faster
        }
    }

    /** Asks again the next time: the topic may be gone. */
    void forget(String topic) {
        partitions.remove(topic);
    }

    private static <T> T await(String act, KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException known) {
                throw known;
            }
            throw new KafkaException("could not " + act, e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("could not " + act + " in " + PATIENCE_MILLIS + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted: could not " + act, e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
