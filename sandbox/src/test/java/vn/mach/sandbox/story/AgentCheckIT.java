package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.sandbox.AgentCommand;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;

/** What a DBA asks before the agent runs, of a real database, Kafka and schema registry. */
@ExtendWith(SandboxExtension.class)
class AgentCheckIT {
    private static final DatasetId ENTERPRISES = DatasetId.parse("mpi.enterprise");
    private static final AgentId AGENT = AgentId.parse("mpi.business");
    private static final String TABLE = """
            create table enterprise (
              registration_number text primary key, name text not null, legal_form text not null,
              charter_capital numeric(20,2), province_code text not null, founded_on date not null, active boolean not null)""";

    @Test
    void a_prepared_agent_passes_every_check_and_a_wrong_password_of_kafka_is_named(Sandbox sandbox) {
        var setup = prepared(sandbox);

        var good = agent(sandbox, setup, setup.secrets(), "check");
        var wrong = agent(
                sandbox,
                setup,
                Map.of(
                        "MACH_KAFKA_PASSWORD",
                        new Secret("not the password"),
                        "MACH_DATABASE_PASSWORD",
                        setup.secrets().get("MACH_DATABASE_PASSWORD")),
                "check");

        assertThat(good.code()).as(good.said()).isZero();
        assertThat(good.said())
                .contains("topic data.mpi.enterprise")
                .contains("topic ctl.agent-offsets.mpi.business")
                .contains("transactional id")
                .contains("0 FAIL");
        assertThat(wrong.code()).as(wrong.said()).isEqualTo(1);
        assertThat(wrong.said()).contains("FAIL").contains("not checked").doesNotContain("not the password");
    }

    @Test
    void rights_that_kafka_lacks_are_named_topic_by_topic(Sandbox sandbox) {
        var setup = prepared(sandbox);
        var taken = List.of(
                right(ResourceType.TOPIC, ENTERPRISES.topic(), AclOperation.READ),
                right(ResourceType.TOPIC, AGENT.heldTopic(), AclOperation.DELETE),
                right(ResourceType.TOPIC, Topics.GAPS, AclOperation.WRITE),
                right(ResourceType.TRANSACTIONAL_ID, AGENT.transactionalId(), AclOperation.WRITE),
                right(ResourceType.TRANSACTIONAL_ID, AGENT.transactionalId(), AclOperation.DESCRIBE));
        var user = "user " + AGENT.user();
        try (var cluster = KafkaCluster.connect(sandbox.kafka().admin())) {
            assertThat(cluster.acls()).containsAll(taken);

            // The registry gives them back within a minute: a check that it overtakes is made again.
            assertThat(Patience.until(
                            () -> {
                                take(cluster, taken);
                                return failures(sandbox, setup)
                                        .containsAll(List.of(
                                                "topic data.mpi.enterprise: " + user + " lacks [READ]",
                                                "topic ctl.held.mpi.business: " + user + " lacks [DELETE]",
                                                "topic ctl.gaps: " + user + " lacks [WRITE]",
                                                "transactional id: " + user + " may not use "
                                                        + AGENT.transactionalId()));
                            },
                            Duration.ofSeconds(60)))
                    .as(() -> failures(sandbox, setup).toString())
                    .isTrue();
            cluster.allow(taken);
        }
    }

    private static void take(KafkaCluster cluster, List<AclBinding> rights) {
        var filters = rights.stream().map(AclBinding::toFilter).toList();
        KafkaCluster.await(
                "take rights away", cluster.admin().deleteAcls(filters).all());
    }

    private static AclBinding right(ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + AGENT.user(), "*", operation, AclPermissionType.ALLOW));
    }

    private static List<String> failures(Sandbox sandbox, AgentSetup setup) {
        var said = AgentCommand.run(sandbox, setup, "check", "--format", "json").said();
        try {
            var failures = new ArrayList<String>();
            for (var finding : new ObjectMapper().readTree(said).get("findings")) {
                if (finding.get("verdict").asText().equals("FAIL")) {
                    failures.add(finding.get("check").asText() + ": "
                            + finding.get("detail").asText());
                }
            }
            return failures;
        } catch (JsonProcessingException e) {
            throw new AssertionError(said, e);
        }
    }

    @Test
    void a_plan_says_what_would_be_captured_and_makes_no_slot(Sandbox sandbox) {
        var setup = prepared(sandbox);

        var plan = agent(sandbox, setup, setup.secrets(), "plan");

        assertThat(plan.code()).as(plan.said()).isZero();
        assertThat(plan.said())
                .contains("public.enterprise -> dataset mpi.enterprise")
                .containsPattern(
                        "charter_capital +numeric\\(20,2\\) +charter_capital +decimal\\(20,2\\) or null +basic +is")
                .contains("\"name\" : \"Envelope\"");
        assertThat(AgencyDatabase.of(sandbox, "business")
                        .query("select slot_name from pg_replication_slots where database = 'business'"))
                .isEmpty();
    }

    private static AgentSetup prepared(Sandbox sandbox) {
        var database = AgencyDatabase.of(sandbox, "business");
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(TABLE);
            }
        });
        database.admitAgent("enterprise");
        var registry = new Registry(sandbox);
        registry.agency(ENTERPRISES.agency(), "Bộ Kế hoạch và Đầu tư", "ministry");
        registry.dataset(
                ENTERPRISES,
                "Doanh nghiệp",
                "samples/enterprise",
                List.of("registration_number"),
                Map.of(
                        "registration_number", "basic",
                        "name", "basic",
                        "legal_form", "basic",
                        "charter_capital", "basic",
                        "province_code", "basic",
                        "founded_on", "basic",
                        "active", "basic"));
        var kafka = registry.agent(AGENT, List.of(ENTERPRISES.slug()));
        return Country.agent(sandbox, AGENT, kafka, database, "public.enterprise", ENTERPRISES.slug());
    }

    private static AgentCommand.Answer agent(
            Sandbox sandbox, AgentSetup setup, Map<String, Secret> secrets, String command) {
        return AgentCommand.run(sandbox, new AgentSetup(setup.id(), setup.configuration(), secrets), command);
    }
}
