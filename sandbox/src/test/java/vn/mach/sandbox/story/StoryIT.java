package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.connection.Secret;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.registry.Registry;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** The whole path on real parts, and what a subscriber must not reach on it. */
@ExtendWith(SandboxExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoryIT {
    private static Sandbox sandbox;
    private static Secret secret;

    @BeforeAll
    static void start(Sandbox running) {
        sandbox = running;
    }

    @Test
    @Order(1)
    void the_story_ends_well() {
        assertThat(new Story(sandbox).run()).isTrue();
        secret = new Registry(sandbox).account(Views.READER);
    }

    @Test
    @Order(2)
    void a_row_keeps_its_partition_on_its_way_into_a_view() {
        var source = partitionsByCode(Gso.UNITS.topic());
        var view = partitionsByCode(Views.UNITS.topic());

        assertThat(new HashSet<>(source.values())).hasSize(6);
        assertThat(source).hasSizeGreaterThan(10_000).isEqualTo(view);
    }

    @Test
    @Order(2)
    void the_router_says_that_it_is_ready_and_what_it_has_done() throws Exception {
        assertThat(asked("/healthz").statusCode()).isEqualTo(200);
        assertThat(asked("/readyz").statusCode()).isEqualTo(200);

        var units = "{dataset=\"" + Gso.UNITS + "\"}";
        assertThat(asked("/metrics").body().lines())
                .contains(
                        "mach_router_dataset_state{dataset=\"" + Gso.UNITS + "\",state=\"running\"} 1.0",
                        "mach_router_active_tasks" + units + " 6.0",
                        "mach_router_lag_records" + units + " 0.0")
                .anySatisfy(line -> assertThat(line)
                        .matches("mach_router_records_total.*administrative-unit.*} [1-9][0-9]{4,}\\.0"))
                .anySatisfy(line ->
                        assertThat(line).matches("mach_router_store_rows.*administrative-unit.*} [1-9][0-9.E]+"));
    }

    private static HttpResponse<String> asked(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(sandbox.routerOperate().resolve(path))
                                .build(),
                        BodyHandlers.ofString());
    }

    /** Of every key that was ever on the topic, read with all rights. */
    private static Map<String, Integer> partitionsByCode(String topic) {
        var catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        var properties = new HashMap<>(sandbox.kafka().admin().properties());
        var partitions = new HashMap<String, Integer>();
        try (var consumer =
                new KafkaConsumer<>(properties, new AvroDeserializer(catalog), new ByteArrayDeserializer())) {
            var all = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            var ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record ->
                                partitions.put(record.key().get("code").toString(), record.partition()));
            }
        }
        return partitions;
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(
            strings = {
                "data.gso.administrative-unit",
                "data.moj.person",
                "view.moj.person.hanoi-residents",
                "ctl.views",
                "ctl.agent-offsets.moj.civil",
                "__consumer_offsets"
            })
    void a_subscriber_reads_no_topic_but_its_own_views(String topic) {
        assertThatThrownBy(() -> poll("hanoi.sneak", topic)).isInstanceOf(AuthorizationException.class);
    }

    @Test
    @Order(2)
    void a_subscriber_cannot_use_another_agencys_consumer_group() {
        assertThatThrownBy(() -> poll("moj.sneak", Views.UNITS.topic())).isInstanceOf(AuthorizationException.class);
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(strings = {"data.moj.person-value", "view.moj.person.hanoi-residents-value", "ctl.views-value"})
    void a_subscriber_sees_no_schema_but_those_of_its_own_views(String subject) {
        var own = SchemaCatalog.connect(new Views(sandbox).schemas(secret));
        var everything = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        var id = everything.latestId(subject);

        assertThat(own.latest(Views.UNITS.topic() + "-value")).isNotNull();
        assertThatThrownBy(() -> own.latest(subject)).isInstanceOf(SchemaRegistryException.Unknown.class);
        assertThatThrownBy(() -> own.byId(id)).isInstanceOf(SchemaRegistryException.Unknown.class);
    }

    @Test
    @Order(2)
    void the_fields_a_view_withholds_are_in_none_of_its_schemas() {
        var everything = SchemaCatalog.connect(sandbox.schemaRegistryConnection());

        var schema = everything.latest("view.moj.person.hanoi-residents-value").toString();

        assertThat(schema).contains("full_name").doesNotContain("phone");
    }

    private static void poll(String group, String topic) {
        var properties =
                new HashMap<>(sandbox.kafkaAs(Views.READER.user(), secret).properties());
        properties.putAll(Map.of("group.id", group, "auto.offset.reset", "earliest"));
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            for (int i = 0; i < 20; i++) {
                consumer.poll(Duration.ofMillis(500));
            }
        }
    }
}
