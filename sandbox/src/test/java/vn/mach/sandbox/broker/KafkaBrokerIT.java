package vn.mach.sandbox.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;

class KafkaBrokerIT {
    private static final Secret ADMIN = new Secret("admin-secret");
    private static final Secret REGISTRY = new Secret("registry-secret");
    private static final Secret ROUTER = new Secret("router-secret");
    private static final Secret STRANGER = new Secret("stranger-secret");

    @TempDir
    static Path directory;

    private static Ports ports;
    private static KafkaBroker broker;

    @BeforeAll
    static void start() {
        ports = Ports.settleOnFreePorts(directory.resolve("ports"));
        broker = KafkaBroker.start(directory.resolve("kafka"), ports, ADMIN);
        try (var cluster = KafkaCluster.connect(broker.admin())) {
            cluster.requireTransactionsV2();
            cluster.installSystemUsers(REGISTRY, ROUTER);
            cluster.createUser("hanoi.stranger", STRANGER);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void a_user_without_a_right_sees_no_topic_and_may_make_none() {
        createTopic(broker.as(SystemUsers.REGISTRY, REGISTRY), "data.gso.unseen");

        try (var stranger = admin(broker.as("hanoi.stranger", STRANGER))) {
            assertThat(KafkaCluster.await("list topics", stranger.listTopics().names()))
                    .isEmpty();
            assertThatThrownBy(() -> describe(stranger, "data.gso.unseen"))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> createTopic(broker.as("hanoi.stranger", STRANGER), "data.gso.mine"))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> KafkaCluster.await(
                            "list users",
                            stranger.describeUserScramCredentials().all()))
                    .hasRootCauseInstanceOf(ClusterAuthorizationException.class);
        }
    }

    @Test
    void a_port_taken_since_it_was_settled_is_named_with_its_endpoint_and_what_to_do() {
        assertThatThrownBy(() -> KafkaBroker.start(directory.resolve("second"), ports, ADMIN))
                .isInstanceOf(SandboxFailure.class)
                .hasMessageContaining("Port " + ports.of(Endpoint.KAFKA) + " for kafka is in use")
                .hasMessageContaining("--ports kafka=PORT")
                .hasMessageNotContaining("--fresh");
    }

    @Test
    void a_wrong_password_is_refused() {
        try (var impostor = admin(broker.as(SystemUsers.REGISTRY, STRANGER))) {
            assertThatThrownBy(() -> KafkaCluster.await(
                            "list topics", impostor.listTopics().names()))
                    .hasRootCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void the_registry_makes_governed_topics_and_users_and_the_router_reads_but_makes_none() {
        createTopic(broker.as(SystemUsers.REGISTRY, REGISTRY), "data.moj.person");
        try (var registry = KafkaCluster.connect(broker.as(SystemUsers.REGISTRY, REGISTRY))) {
            registry.createUser("hanoi.app", new Secret("app-secret"));
            assertThat(registry.acls()).containsAll(SystemUsers.rights());
        }

        try (var router = admin(broker.as(SystemUsers.ROUTER, ROUTER))) {
            assertThat(describe(router, "data.moj.person")).isEqualTo(6);
            assertThatThrownBy(() -> createTopic(broker.as(SystemUsers.ROUTER, ROUTER), "view.moj.person.all"))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void topics_users_and_rights_survive_a_restart() {
        createTopic(broker.as(SystemUsers.REGISTRY, REGISTRY), "data.gso.kept");

        broker.close();
        broker = KafkaBroker.start(directory.resolve("kafka"), ports, ADMIN);

        try (var registry = admin(broker.as(SystemUsers.REGISTRY, REGISTRY))) {
            assertThat(describe(registry, "data.gso.kept")).isEqualTo(6);
        }
    }

    private static void createTopic(KafkaConnection as, String topic) {
        try (var admin = admin(as)) {
            KafkaCluster.await(
                    "create " + topic,
                    admin.createTopics(List.of(new NewTopic(topic, 6, (short) 1)))
                            .all());
        }
    }

    private static int describe(Admin admin, String topic) {
        return KafkaCluster.await(
                        "describe " + topic,
                        admin.describeTopics(Set.of(topic)).topicNameValues().get(topic))
                .partitions()
                .size();
    }

    private static Admin admin(KafkaConnection connection) {
        return Admin.create(connection.properties());
    }
}
