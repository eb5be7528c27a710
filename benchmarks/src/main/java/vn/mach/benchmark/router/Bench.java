package vn.mach.benchmark.router;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.Patience;

/** A broker with the dataset on it, asked as its administrator. */
final class Bench implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final KafkaConnection kafka;
    private final Admin admin;

    Bench(KafkaConnection kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(kafka.properties());
    }

    KafkaConnection kafka() {
        return kafka;
    }

    void topic(String name, int partitions) {
        var topic = new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(Topics.LARGEST_BATCH_BYTES),
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1"));
        KafkaCluster.await("make " + name, admin.createTopics(List.of(topic)).all());
    }

    /** The dataset's, and those that a router writes beside its views. */
    void datasetTopics() {
        topic(Topics.VIEW_STATUS, 1);
        topic(Residences.DATASET.topic(), Residences.PARTITIONS);
        topic(Residences.DATASET.replayTopic(), Residences.PARTITIONS);
        topic(Residences.DATASET.deadLetterTopic(), 1);
        topic(Topics.STATISTICS, 1);
    }

    /** Returns when the application has committed all that the dataset has now. */
    void awaitCaughtUp(String application) {
        var topic = Residences.DATASET.topic();
        long end = ends(topic);
        Patience.until(() -> committed(application, topic) >= end, PATIENCE);
    }

    /** What the topics of an application's stores take on the broker's disk. */
    long bytes(String application) {
        return KafkaCluster.await(
                        "ask for sizes", admin.describeLogDirs(List.of(1)).allDescriptions())
                .values()
                .stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().startsWith(application + "-"))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    void delete(List<String> topics) {
        KafkaCluster.await("delete topics", admin.deleteTopics(topics).all());
    }

    /** Changes of the rows with the ids from 0 on. */
    void fill(Residences rows, int count) {
        var properties = new HashMap<>(kafka.properties());
        properties.put("acks", "all");
        properties.put("linger.ms", 20);
        properties.put("batch.size", 256 * 1024);
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                var unused = producer.send(rows.event(i));
            }
        }
    }

    /** Records a second that an application takes in, from its first commit to the one of the last record. */
    double rate(String application, String topic) {
        long end = ends(topic);
        Patience.until(() -> committed(application, topic) > 0, PATIENCE);
        long began = System.nanoTime();
        long first = committed(application, topic);
        long reached = first;
        while (reached < end) {
            Patience.pause(Duration.ofMillis(20));
            reached = committed(application, topic);
        }
        return (end - first) / ((System.nanoTime() - began) / 1e9);
    }

    /** How many records the topic has ever had, those of transactions' ends included. */
    long ends(String topic) {
        var partitions = new HashMap<TopicPartition, OffsetSpec>();
        for (int i = 0; i < Residences.PARTITIONS; i++) {
            partitions.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        return KafkaCluster.await("ask for ends", admin.listOffsets(partitions).all()).values().stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    private long committed(String application, String topic) {
        return KafkaCluster.await(
                        "ask for offsets",
                        admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata())
                .entrySet()
                .stream()
                .filter(offset -> offset.getKey().topic().equals(topic) && offset.getValue() != null)
                .mapToLong(offset -> offset.getValue().offset())
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
