package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AccountId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.ApiRefusal;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.subscriber.Subscriber;

/** What is left of a subscriber's access once a revocation has answered. */
@ExtendWith(SandboxExtension.class)
class RevocationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void the_one_whose_grant_on_a_shared_view_is_revoked_is_refused_and_the_others_read_on(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        var view = units(registry, "provinces", "level = 1");
        try (var leaver = subscriber(sandbox, registry, view, "leaver");
                var stayer = subscriber(sandbox, registry, view, "stayer")) {
            assertThat(leaver.await(it -> it.count() > 0, PATIENCE)).isTrue();
            assertThat(stayer.await(it -> it.count() > 0, PATIENCE)).isTrue();

            var answer = registry.revoke(
                    registry.activeGrant(view, account("leaver")), Gso.UNITS.agency(), "no longer needed");

            assertThat(answer.get("state").asText()).isEqualTo("revoked");
            assertThat(leaver.await(Subscriber::isRefused, PATIENCE)).isTrue();
            assertThat(stayer.refusal()).isEmpty();
        }
    }

    @Test
    void access_that_somebody_else_gave_is_named_not_deleted_and_the_grant_ends_once_it_is_gone(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        var view = units(registry, "communes", "level = 3");
        var account = account("insider");
        var foreign = readable(account, view);
        registry.account(account);
        var grant = registry.grant(view, account, "test");
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            cluster.allow(List.of(foreign));

            assertThatThrownBy(() -> registry.revoke(grant, Gso.UNITS.agency(), "test"))
                    .isInstanceOf(ApiRefusal.class)
                    .hasMessageContaining("409")
                    .hasMessageContaining("foreign-access-remains");
            assertThat(cluster.acls()).contains(foreign);
            assertThat(state(registry, grant)).isEqualTo("revoking");

            KafkaCluster.await(
                    "delete the foreign ACL",
                    cluster.admin().deleteAcls(List.of(foreign.toFilter())).all());
            assertThat(Patience.until(() -> state(registry, grant).equals("revoked"), PATIENCE))
                    .isTrue();
        }
    }

    @Test
    void an_acl_that_kafka_makes_only_after_the_revocation_is_taken_away_again(Sandbox sandbox) {
        // Given a grant that is revoked
        var registry = new Registry(sandbox);
        var view = units(registry, "districts", "level = 2");
        var account = account("hurried");
        registry.account(account);
        var grant = registry.grant(view, account, "test");
        var own = allow(account, new ResourcePattern(ResourceType.TOPIC, view.topic(), PatternType.LITERAL));
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            assertThat(cluster.acls()).contains(own);
            registry.revoke(grant, Gso.UNITS.agency(), "test");
            assertThat(cluster.acls()).doesNotContain(own);

            // When a request to make its ACL, which the registry had given up, comes through after all
            cluster.allow(List.of(own));

            // Then the next run of the reconciler, as any definition asks for, deletes it
            units(registry, "wards", "level = 3 AND kind = 'Phường'");
            assertThat(Patience.until(() -> !cluster.acls().contains(own), PATIENCE))
                    .isTrue();
        }
    }

    @Test
    void a_kafka_user_that_was_there_before_is_not_taken_over(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            cluster.createUser("hanoi.legacy", sandbox.secret("test.legacy"));
        }

        assertThatThrownBy(() -> registry.account(account("legacy")))
                .isInstanceOf(ApiRefusal.class)
                .hasMessageContaining("user-exists");
    }

    @Test
    void a_record_that_cannot_be_read_does_not_keep_its_dataset_s_gates_open(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        var parcels = DatasetId.parse("monre.land-parcel");
        registry.agency(parcels.agency(), "Bộ Tài nguyên và Môi trường", "ministry");
        registry.dataset(
                parcels,
                "Thửa đất",
                "samples/land-parcel",
                List.of("parcel_id"),
                Map.of(
                        "parcel_id", "identifier",
                        "sheet", "basic",
                        "number", "basic",
                        "commune_code", "basic",
                        "area_m2", "basic",
                        "purpose", "personal",
                        "changed_at", "basic"));
        publishGarbage(sandbox, parcels.topic());
        var view = ViewId.of(parcels, "purposes");
        var columns = List.of("parcel_id", "purpose").stream()
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        registry.view(view, Map.of("condition", "", "columns", columns, "subscriber", Views.HANOI.slug()));
        registry.account(account("visitor"));
        var grant = registry.grant(view, account("visitor"), "test");
        assertThat(Patience.until(() -> sandbox.router().logged("kept as a dead letter"), PATIENCE))
                .isTrue();

        registry.revoke(grant, parcels.agency(), "test");

        assertThat(state(registry, grant)).isEqualTo("revoked");
    }

    private static void publishGarbage(Sandbox sandbox, String topic) {
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(sandbox.kafka().admin().properties(), bytes, bytes)) {
            producer.send(new ProducerRecord<>(topic, 0, new byte[] {0, 0, 0, 0, 1, 2}, new byte[] {9, 9, 9}));
        }
    }

    private static ViewId units(Registry registry, String slug, String condition) {
        var view = ViewId.of(Gso.UNITS, slug);
        var columns = List.of(Map.of("column", "code", "rule", "keep"), Map.of("column", "name", "rule", "keep"));
        registry.view(view, Map.of("condition", condition, "columns", columns));
        return view;
    }

    private static AccountId account(String name) {
        return new AccountId(Views.HANOI, name);
    }

    private static Subscriber subscriber(Sandbox sandbox, Registry registry, ViewId view, String name) {
        var account = account(name);
        var secret = registry.account(account);
        registry.grant(view, account, "test");
        var schemas = new SchemaRegistryConnection(sandbox.api() + "/schema-registry", account.user(), secret);
        return Subscriber.of(
                view,
                sandbox.kafkaAs(account.user(), secret),
                schemas,
                Views.HANOI.groupPrefix() + name,
                Map.of("metadata.max.age.ms", 1_000));
    }

    private static String state(Registry registry, String grant) {
        return registry.operator().get("/grants/" + grant).get("state").asText();
    }

    private static AclBinding readable(AccountId account, ViewId view) {
        var prefix = "view." + view.dataset().agency() + ".";
        return allow(account, new ResourcePattern(ResourceType.TOPIC, prefix, PatternType.PREFIXED));
    }

    private static AclBinding allow(AccountId account, ResourcePattern topics) {
        return new AclBinding(
                topics,
                new AccessControlEntry("User:" + account.user(), "*", AclOperation.READ, AclPermissionType.ALLOW));
    }
}
