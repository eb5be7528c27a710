package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.ApiRefusal;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.subscriber.Subscriber;

/** What becomes of an account's secrets, rights and quota at the broker itself. */
@ExtendWith(SandboxExtension.class)
class AccountIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SHA_512 = "SCRAM-SHA-512";

    @Test
    void an_old_secret_logs_in_until_the_overlap_ends_and_the_new_one_from_its_begin_on(Sandbox sandbox) {
        var account = account("rotated");
        var old = new Registry(sandbox).account(account);

        var answer = member(sandbox, account, "rotate", Map.of("overlap", "PT6S"));

        var until = Instant.parse(answer.get("previousUntil").asText());
        var next = new Secret(answer.get("secret").asText());
        var mechanism = answer.get("mechanism").asText();
        assertThat(mechanism).isEqualTo("SCRAM-SHA-256");
        assertThat(logsIn(sandbox, account, old, SHA_512)).isTrue();
        assertThat(logsIn(sandbox, account, next, mechanism)).isTrue();
        assertThat(Instant.now()).as("both were tried while they overlap").isBefore(until);

        assertThat(Patience.until(() -> !logsIn(sandbox, account, old, SHA_512), PATIENCE))
                .isTrue();
        assertThat(Instant.now()).isAfterOrEqualTo(until).isBefore(until.plusSeconds(5));
        assertThat(logsIn(sandbox, account, next, mechanism)).isTrue();
        assertThat(found(sandbox, account).has("previousUntil")).isFalse();
    }

    @Test
    void a_disabled_account_reads_nothing_more_and_reads_on_once_it_is_enabled_and_rotated(Sandbox sandbox) {
        // Given a subscriber that reads
        var registry = new Registry(sandbox);
        var account = account("switched");
        var view = units(registry, "switched", "level = 1");
        var secret = registry.account(account);
        registry.grant(view, account, "test");
        try (var reader = subscriber(sandbox, view, account, secret)) {
            assertThat(reader.await(it -> it.count() > 0, PATIENCE)).isTrue();

            // When its account is disabled
            var answer = member(sandbox, account, "disable", Map.of("reason", "a lost laptop"));

            // Then it is refused, and nobody logs in with its secret
            assertThat(answer.get("state").asText()).isEqualTo("disabled");
            assertThat(answer.get("access").asText()).isEqualTo("ready");
            assertThat(logsIn(sandbox, account, secret, SHA_512)).isFalse();
            assertThat(reader.await(Subscriber::isRefused, PATIENCE)).isTrue();
        }
        assertThat(registry.activeGrant(view, account)).as("the grant stays").isNotEmpty();

        member(sandbox, account, "enable", Map.of());
        assertThat(logsIn(sandbox, account, secret, SHA_512)).isFalse();
        try (var reader = subscriber(sandbox, view, account, registry.account(account))) {
            assertThat(reader.await(it -> it.count() > 0, PATIENCE)).isTrue();
        }
    }

    @Test
    void an_account_whose_operator_lowers_its_quota_is_slowed_down_by_the_broker(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        var account = account("slow");
        var view = units(registry, "slow", "level = 3");
        var secret = registry.account(account);
        registry.grant(view, account, "test");

        var path = path(account) + "/quota";
        var quota = Map.of("producerByteRate", 1_000, "consumerByteRate", 20_000, "requestPercentage", 50);
        assertThatThrownBy(() -> registry.as("member", account.agency()).put(path, quota))
                .isInstanceOf(ApiRefusal.class)
                .hasMessageContaining("403");
        registry.operator().put(path, quota);

        assertThat(quotas(sandbox, account))
                .isEqualTo(Map.of(
                        "producer_byte_rate", 1_000.0,
                        "consumer_byte_rate", 20_000.0,
                        "request_percentage", 50.0));
        assertThat(throttledMillis(sandbox, view, account, secret)).isPositive();
    }

    @Test
    void a_quota_and_a_setting_that_somebody_changed_are_put_right_and_what_was_done_is_answered(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        var account = account("tampered");
        registry.account(account);
        var view = units(registry, "tampered", "level = 2");
        assertThat(Patience.until(() -> !quotas(sandbox, account).isEmpty(), PATIENCE))
                .isTrue();
        var before = quotas(sandbox, account);
        setQuota(sandbox, account, "consumer_byte_rate", 1);
        set(sandbox, view.topic(), "retention.ms", "3600000");
        set(sandbox, view.topic(), "segment.ms", "600000");

        var acts = registry.operator().post("/access/apply", Map.of()).get("acts");

        assertThat(acts.toString())
                .contains("set quota of hanoi.tampered", "set retention.ms of topic " + view.topic());
        assertThat(quotas(sandbox, account)).isEqualTo(before);
        assertThat(setting(sandbox, view.topic(), "retention.ms")).isEqualTo("-1");
        assertThat(setting(sandbox, view.topic(), "segment.ms"))
                .as("of a setting that is not ours nothing is decided here")
                .isEqualTo("600000");
        var drift = registry.operator().get("/access/drift");
        assertThat(drift.findValuesAsText("detail")).contains("segment.ms is 600000");
        assertThat(registry.operator().get("/access/drift"))
                .as("since when is remembered")
                .isEqualTo(drift);
    }

    private static AccountId account(String name) {
        return new AccountId(Views.HANOI, name);
    }

    private static String path(AccountId account) {
        return "/agencies/" + account.agency() + "/accounts/" + account.name();
    }

    private static JsonNode member(Sandbox sandbox, AccountId account, String act, Map<String, ?> body) {
        return new Registry(sandbox).as("member", account.agency()).post(path(account) + "/" + act, body);
    }

    private static JsonNode found(Sandbox sandbox, AccountId account) {
        for (var known : new Registry(sandbox)
                .as("member", account.agency())
                .get("/agencies/" + account.agency() + "/accounts")) {
            if (known.get("account").asText().equals(account.toString())) {
                return known;
            }
        }
        throw new AssertionError("no account " + account);
    }

    private static ViewId units(Registry registry, String slug, String condition) {
        var view = ViewId.of(Gso.UNITS, slug);
        var columns = List.of(Map.of("column", "code", "rule", "keep"), Map.of("column", "name", "rule", "keep"));
        registry.view(view, Map.of("condition", condition + " AND code <> '" + slug + "'", "columns", columns));
        return view;
    }

    private static Subscriber subscriber(Sandbox sandbox, ViewId view, AccountId account, Secret secret) {
        return Subscriber.of(
                view,
                sandbox.kafkaAs(account.user(), secret),
                new SchemaRegistryConnection(sandbox.api() + "/schema-registry", account.user(), secret),
                Views.HANOI.groupPrefix() + account.name() + "-" + System.nanoTime(),
                Map.of());
    }

    private static boolean logsIn(Sandbox sandbox, AccountId account, Secret secret, String mechanism) {
        var properties = new HashMap<>(sandbox.kafkaAs(account.user(), secret).properties());
        properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
        try (var admin = Admin.create(properties)) {
            admin.describeCluster().clusterId().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SaslAuthenticationException) {
                return false;
            }
            throw new AssertionError("neither in nor refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How long the broker let one fetch wait at most, after some have been answered. */
    private static double throttledMillis(Sandbox sandbox, ViewId view, AccountId account, Secret secret) {
        var properties = new HashMap<>(sandbox.kafkaAs(account.user(), secret).properties());
        properties.put("group.id", Views.HANOI.groupPrefix() + account.name());
        properties.put("auto.offset.reset", "earliest");
        properties.put("max.partition.fetch.bytes", 50_000);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            consumer.subscribe(List.of(view.topic()));
            Patience.until(
                    () -> {
                        consumer.poll(Duration.ofMillis(100));
                        return throttle(consumer) > 0;
                    },
                    PATIENCE);
            return throttle(consumer);
        }
    }

    private static double throttle(KafkaConsumer<?, ?> consumer) {
        return consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("fetch-throttle-time-max"))
                .mapToDouble(metric -> (Double) metric.getValue().metricValue())
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(0);
    }

    private static Map<String, Double> quotas(Sandbox sandbox, AccountId account) {
        var entity = ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.USER, account.user());
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            return KafkaCluster.await(
                            "read quotas",
                            cluster.admin()
                                    .describeClientQuotas(ClientQuotaFilter.containsOnly(List.of(entity)))
                                    .entities())
                    .values()
                    .stream()
                    .findFirst()
                    .orElse(Map.of());
        }
    }

    private static void setQuota(Sandbox sandbox, AccountId account, String name, double value) {
        var entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, account.user()));
        var change = new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op(name, value)));
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            KafkaCluster.await(
                    "set quota",
                    cluster.admin().alterClientQuotas(List.of(change)).all());
        }
    }

    private static void set(Sandbox sandbox, String topic, String name, String value) {
        var change = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            KafkaCluster.await(
                    "set",
                    cluster.admin()
                            .incrementalAlterConfigs(Map.of(resource, List.of(change)))
                            .all());
        }
    }

    private static String setting(Sandbox sandbox, String topic, String name) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            var found = KafkaCluster.await(
                    "read settings",
                    cluster.admin().describeConfigs(List.of(resource)).all());
            return Objects.requireNonNull(found.get(resource)).get(name).value();
        }
    }
}
