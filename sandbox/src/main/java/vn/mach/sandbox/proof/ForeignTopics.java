package vn.mach.sandbox.proof;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;

/** Everything of the cluster that is not the subscriber's, tried with the subscriber's own credentials, topic by topic. */
final class ForeignTopics implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Set<String> own;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    /** @param own the topics that the subscriber may read */
    ForeignTopics(KafkaConnection subscriber, Set<String> own) {
        this.own = own;
        admin = Admin.create(subscriber.properties());
        var reading = new HashMap<>(subscriber.properties());
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var writing = new HashMap<>(subscriber.properties());
        // Else the right to write idempotently, not the one to write there, would decide.
        writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
        writing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
        producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @param all every topic there is, as the broker's administrator lists them */
    void tryAll(Set<String> all, Findings findings) {
        findings.holds("topics listed: own only", "the list " + listed() + " is not " + own, listed().equals(own));
        for (var topic : new TreeSet<>(all)) {
            if (!own.contains(topic)) {
                var kind = kind(topic);
                findings.refused("read " + kind, topic, () -> read(topic));
                findings.refused("describe, list offsets of " + kind, topic, () -> describe(topic));
                findings.refused("describe, list offsets of " + kind, topic, () -> offsets(topic));
            }
            findings.refused("write to any topic, own view too", topic, () -> write(topic));
            findings.refused("read the settings of any topic, own view too", topic, () -> settings(topic));
        }
    }

    private static String kind(String topic) {
        return Map.of(
                        Topics.DATA_PREFIX,
                        "data.*",
                        Topics.VIEW_PREFIX,
                        "views of others",
                        "router.",
                        "changelogs, repartitions, replays of routers")
                .entrySet()
                .stream()
                .filter(kind -> topic.startsWith(kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> topic.startsWith(Topics.DEAD_LETTER_PREFIX)
                        ? "dead letters"
                        : topic.startsWith(Topics.CONTROL_PREFIX) ? "ctl.*" : "the broker's own topics");
    }

    private Set<String> listed() {
        try {
            return wait(
                    admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        } catch (Exception e) {
            throw new IllegalStateException("a subscriber cannot list its topics", e);
        }
    }

    private Object read(String topic) {
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                var records = consumer.poll(Duration.ofMillis(200));
                if (!records.isEmpty()) {
                    return records.count() + " records";
                }
            } catch (TopicAuthorizationException e) {
                if (e.unauthorizedTopics().contains(topic)) {
                    throw e;
                }
            }
        }
        return "no records, and no refusal";
    }

    private Object describe(String topic) throws Exception {
        return wait(admin.describeTopics(List.of(topic)).allTopicNames());
    }

    private Object offsets(String topic) throws Exception {
        return wait(admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
                .all());
    }

    private Object settings(String topic) throws Exception {
        return wait(admin.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.TOPIC, topic)))
                .all());
    }

    private Object write(String topic) throws Exception {
        var nothing = "nothing".getBytes(StandardCharsets.UTF_8);
        return producer.send(new ProducerRecord<>(topic, 0, nothing, nothing))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static <T> T wait(KafkaFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        consumer.close();
        producer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofSeconds(1));
    }
}
