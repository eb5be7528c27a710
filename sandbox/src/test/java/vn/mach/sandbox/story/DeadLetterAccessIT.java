package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;

/** Who reads the dead letters of a dataset, which hold its rows whole. */
@ExtendWith(SandboxExtension.class)
class DeadLetterAccessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final DatasetId SHEETS = DatasetId.parse("monre.map-sheet");
    private static final String LETTERS = SHEETS.deadLetterTopic();

    @BeforeEach
    void a_dataset_whose_topic_of_dead_letters_has_an_older_versions_limit(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        registry.agency(SHEETS.agency(), "Bộ Tài nguyên và Môi trường", "ministry");
        registry.dataset(
                SHEETS,
                "Mảnh bản đồ",
                SchemaBuilder.record("Row")
                        .namespace(SHEETS.namespace())
                        .fields()
                        .requiredString("id")
                        .requiredString("scale")
                        .endRecord(),
                List.of("id"),
                Map.of("id", "basic", "scale", "basic"));
        // As a version before left it
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            var small = new AlterConfigOp(
                    new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000"), AlterConfigOp.OpType.SET);
            assertThat(Patience.until(() -> topics(cluster).contains(LETTERS), PATIENCE))
                    .isTrue();
            KafkaCluster.await(
                    "set the limit of " + LETTERS,
                    cluster.admin()
                            .incrementalAlterConfigs(
                                    Map.of(new ConfigResource(ConfigResource.Type.TOPIC, LETTERS), List.of(small)))
                            .all());
        }
    }

    @Test
    void an_account_of_the_owner_reads_them_whole_and_no_other_account_does(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        var view = ViewId.of(SHEETS, "scales");
        var columns = List.of(Map.of("column", "id", "rule", "keep"), Map.of("column", "scale", "rule", "keep"));
        registry.view(view, Map.of("condition", "", "columns", columns));
        var owner = new AccountId(SHEETS.agency(), "letters");
        var owners = registry.account(owner);
        var stranger = new AccountId(Views.HANOI, "letters");
        var strangers = registry.account(stranger);
        var other = new AccountId(Gso.UNITS.agency(), "letters");
        var others = registry.account(other);
        registry.grant(view, stranger, "test");
        publishGarbage(sandbox);

        // The reconciler looks at the settings of topics each minute; whoever does not want to wait asks for a run.
        registry.operator().post("/access/apply", Map.of());
        assertThat(Patience.until(() -> limit(sandbox) == Topics.LARGEST_BATCH_BYTES, PATIENCE))
                .isTrue();
        try (var reader = consumer(sandbox.kafkaAs(owner.user(), owners).properties(), owner.agency())) {
            assertThat(Patience.until(() -> reads(reader), PATIENCE)).isTrue();
        }
        // A subscriber of a view of the same dataset
        try (var reader = consumer(sandbox.kafkaAs(stranger.user(), strangers).properties(), stranger.agency())) {
            assertThatThrownBy(() -> Patience.until(() -> polls(reader), PATIENCE))
                    .isInstanceOf(TopicAuthorizationException.class);
        }
        // The owner of another dataset
        try (var reader = consumer(sandbox.kafkaAs(other.user(), others).properties(), other.agency())) {
            assertThatThrownBy(() -> Patience.until(() -> polls(reader), PATIENCE))
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    private static Set<String> topics(KafkaCluster cluster) {
        return KafkaCluster.await(
                "list topics",
                cluster.admin()
                        .listTopics(new ListTopicsOptions().listInternal(true))
                        .names());
    }

    private static int limit(Sandbox sandbox) {
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, LETTERS);
            var config = KafkaCluster.await(
                            "read " + LETTERS,
                            cluster.admin().describeConfigs(List.of(topic)).all())
                    .get(topic);
            return Integer.parseInt(
                    config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        }
    }

    private static void publishGarbage(Sandbox sandbox) {
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(sandbox.kafka().admin().properties(), bytes, bytes)) {
            producer.send(new ProducerRecord<>(SHEETS.topic(), 0, new byte[] {0, 0, 0, 0, 1, 2}, new byte[] {9, 9, 9}));
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> connection, AgencyId agency) {
        var properties = new HashMap<>(connection);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, agency.groupPrefix() + "letters");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        var bytes = new ByteArrayDeserializer();
        var consumer = new KafkaConsumer<>(properties, bytes, bytes);
        consumer.assign(List.of(new TopicPartition(LETTERS, 0)));
        return consumer;
    }

    private static boolean polls(KafkaConsumer<byte[], byte[]> reader) {
        return !reader.poll(Duration.ofMillis(200)).isEmpty();
    }

    /** The owner's right comes with the next run of the reconciler, after the account. */
    private static boolean reads(KafkaConsumer<byte[], byte[]> reader) {
        try {
            return polls(reader);
        } catch (AuthorizationException e) {
            return false;
        }
    }
}
