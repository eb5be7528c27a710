package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.registry.ApiRefusal;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.subscriber.Subscriber;

/** "LGSP as a service" from one call to a reading consumer, and what a merger and a suspension are to it. */
@ExtendWith(SandboxExtension.class)
class PlatformIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AgencyId HA_GIANG = AgencyId.of("ha-giang");
    private static final AgencyId TUYEN_QUANG = AgencyId.of("tuyen-quang");
    private static final AgencyId CA_MAU = AgencyId.of("ca-mau");

    private static JsonNode trial(Registry registry, AgencyId agency, String name) {
        return registry.operator()
                .post(
                        "/platforms",
                        Map.of("agency", agency.slug(), "name", name, "level", "province", "kind", "trial"));
    }

    private static ViewId sample(AgencyId agency) {
        return ViewId.of(DatasetId.of(agency, "permit"), "open");
    }

    private static Subscriber reader(Sandbox sandbox, JsonNode made, AccountId account, String group) {
        var secret = new Secret(made.at("/steward/secret").asText());
        return Subscriber.of(
                sample(account.agency()),
                sandbox.kafkaAs(account.user(), secret),
                new SchemaRegistryConnection(sandbox.api() + "/schema-registry", account.user(), secret),
                account.agency().groupPrefix() + group,
                Map.of("metadata.max.age.ms", 1_000));
    }

    @Test
    void a_consumer_of_a_new_platform_reads_on_through_a_merger_until_the_successor_revokes(Sandbox sandbox)
            throws Exception {
        // Given a platform made by one call, whose consumer holds the generated rows
        var registry = new Registry(sandbox);
        registry.agency(TUYEN_QUANG, "Tuyên Quang", "province");
        var made = trial(registry, HA_GIANG, "Hà Giang");
        var account = new AccountId(HA_GIANG, "steward");
        var grant = grant(registry, account);
        try (var reader = reader(sandbox, made, account, "dashboard")) {
            int generated = made.at("/sample/rowsInView").asInt();
            assertThat(generated).isBetween(100, 199);
            assertThat(reader.await(it -> it.content().size() == generated, PATIENCE))
                    .isTrue();

            // and whose agent runs from the configuration it downloaded, beside a table of its own
            var database = permits(sandbox);
            var agent = AgentId.parse("ha-giang.capture");
            sandbox.startAgent(new AgentSetup(
                    agent,
                    configuration(sandbox, database),
                    Map.of(
                            "MACH_KAFKA_PASSWORD",
                            new Secret(made.at("/agent/secret").asText()),
                            "MACH_DATABASE_PASSWORD",
                            database.agentPassword())));
            insert(database, 1, 20);
            assertThat(reader.await(it -> it.content().size() == generated + 20, PATIENCE))
                    .isTrue();
            Set<AclBinding> before;
            try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
                before = cluster.acls();
            }

            // When the agency ends in another while rows are written
            insert(database, 21, 40);
            var merged = registry.operator()
                    .post(
                            "/agencies/mergers",
                            Map.of(
                                    "from",
                                    List.of(HA_GIANG.slug()),
                                    "into",
                                    TUYEN_QUANG.slug(),
                                    "on",
                                    LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh")).toString(),
                                    "legalBasis",
                                    "202/2025/QH15"));
            assertThat(merged.at("/0/merged/into").asText()).isEqualTo("tuyen-quang");
            insert(database, 41, 60);

            // Then the consumer has every row once, nothing of its access changed
            assertThat(reader.await(it -> it.content().size() == generated + 60, PATIENCE))
                    .as(reader.refusal() + " " + reader.content().size())
                    .isTrue();
            assertThat(reader.seen()).hasSize(generated + 60);
            assertThat(reader.refusal()).isEmpty();
            try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
                assertThat(cluster.acls()).containsAll(before);
            }

            // and the successor's steward answers for it, the one of old no more
            assertThatThrownBy(() -> registry.revoke(grant, HA_GIANG, "over"))
                    .isInstanceOf(ApiRefusal.class)
                    .hasMessageContaining("agency-merged");
            assertThat(registry.revoke(grant, TUYEN_QUANG, "over").get("state").asText())
                    .isEqualTo("revoked");
            assertThat(reader.await(Subscriber::isRefused, PATIENCE)).isTrue();
            sandbox.stopAgent(agent);
        }
    }

    @Test
    void a_suspended_platform_reads_nothing_and_a_promoted_one_has_all_it_had(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        var made = trial(registry, CA_MAU, "Cà Mau");
        var account = new AccountId(CA_MAU, "steward");
        grant(registry, account);
        int rows = made.at("/sample/rowsInView").asInt();
        try (var reader = reader(sandbox, made, account, "dashboard")) {
            assertThat(reader.await(it -> it.content().size() == rows, PATIENCE))
                    .isTrue();

            var suspended =
                    registry.operator().post("/platforms/ca-mau/suspend", Map.of("reason", "the trial is over"));

            assertThat(suspended.get("access").asText()).isEqualTo("ready");
            assertThat(reader.await(Subscriber::isRefused, PATIENCE)).isTrue();
        }

        var promoted = registry.operator().post("/platforms/ca-mau/promote", Map.of("kind", "hosted"));

        assertThat(promoted.get("access").asText()).isEqualTo("ready");
        try (var reader = reader(sandbox, made, account, "dashboard-again")) {
            assertThat(reader.await(it -> it.content().size() == rows, PATIENCE))
                    .as("%s %s", reader.refusal(), reader.content().size())
                    .isTrue();
        }
    }

    /** Two people of the agency ask and approve, then an operator. */
    private static String grant(Registry registry, AccountId account) {
        return registry.grant(sample(account.agency()), account, "a dashboard");
    }

    private static AgencyDatabase permits(Sandbox sandbox) {
        var database = AgencyDatabase.of(sandbox, "ha_giang");
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("create table permit (id text primary key, kind text not null, ward text not null,"
                        + " applicant text not null, issued_on date not null)");
                statement.execute("create publication mach_ha_giang_capture for table permit");
            }
        });
        database.admitAgent("permit");
        return database;
    }

    private static void insert(AgencyDatabase database, int from, int to) {
        for (int number = from; number <= to; number++) {
            var id = "R-%03d".formatted(number);
            database.transaction(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute(
                            "insert into permit values ('" + id + "', 'house', 'ward-01', 'A', '2026-01-01')");
                }
            });
        }
    }

    /** As the API gives it, with the two things that are the DBA's: the port and the role. */
    private static String configuration(Sandbox sandbox, AgencyDatabase database) throws Exception {
        var token = sandbox.identity().token("steward.ha-giang", HA_GIANG.slug(), Set.of("steward"));
        var request = HttpRequest.newBuilder(URI.create(sandbox.api() + "/api/v1/platforms/ha-giang/agent.yaml"))
                .header("Authorization", "Bearer " + token)
                .build();
        var yaml = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return yaml.replace("port: 5432", "port: " + database.port())
                .replace("user: mach_agent", "user: " + database.agentRole());
    }
}
