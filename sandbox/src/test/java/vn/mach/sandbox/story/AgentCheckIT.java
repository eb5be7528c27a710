package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.AgentCommand;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.database.AgencyDatabase;
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
    void a_plan_says_what_would_be_captured_and_makes_no_slot(Sandbox sandbox) {
        var setup = prepared(sandbox);

        var plan = agent(sandbox, setup, setup.secrets(), "plan");

        assertThat(plan.code()).as(plan.said()).isZero();
        assertThat(plan.said())
                .contains("public.enterprise -> dataset mpi.enterprise")
                .contains("charter_capital");
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
