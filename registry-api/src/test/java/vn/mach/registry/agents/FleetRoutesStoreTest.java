package vn.mach.registry.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.Country;
import vn.mach.registry.TestAgencies;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.Routes;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.http.TestIssuer;
import vn.mach.registry.http.TokenVerifier;
import vn.mach.registry.json.Json;

/** The fleet as its agency and the operator see it, on a real database; what the topics say is handed over. */
class FleetRoutesStoreTest {
    private static final long NOW = Instant.parse("2026-03-01T02:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final Country COUNTRY = new Country();
    private static TestIssuer issuer;

    private final Fleet fleet = new Fleet();
    private RegistryHttp server;

    @BeforeAll
    static void two_agencies_with_an_agent_each() {
        issuer = new TestIssuer();
        TestAgencies.enrol(COUNTRY, "moj", "hanoi");
        try (var server = serve(COUNTRY.routes())) {
            for (var agency : List.of("moj", "hanoi")) {
                var path = "/api/v1/agencies/" + agency;
                var steward = as(server, agency, "steward");
                assertThat(steward.post(path + "/datasets", dataset(agency)).statusCode())
                        .isEqualTo(201);
                assertThat(steward.post(path + "/agents", "{\"name\":\"civil\",\"datasets\":[\"person\"]}")
                                .statusCode())
                        .isEqualTo(201);
            }
        }
    }

    @AfterAll
    static void close() {
        issuer.close();
    }

    @BeforeEach
    void start() {
        COUNTRY.clock.moveTo("2026-03-01T02:00:00Z");
        server = serve(List.of(COUNTRY.agents.fleetRoutes(fleet)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static RegistryHttp serve(List<Routes> routes) {
        return RegistryHttp.start(
                new HttpConfig("127.0.0.1", 0), TokenVerifier.of(issuer.identity()), COUNTRY.audit, routes);
    }

    private static String dataset(String agency) {
        var row = "{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"mach." + agency
                + ".person\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}";
        var body = Json.MAPPER.createObjectNode().put("slug", "person").put("legalBasis", "Decree 278/2025");
        body.putObject("title").put("vi", "Người").put("en", "Person");
        body.set("contract", Json.tree(row));
        body.putArray("key").add("id");
        body.set("classification", Json.MAPPER.valueToTree(Map.of("id", "basic")));
        return body.toString();
    }

    private TestClient as(String agency, String role) {
        return as(server, agency, role);
    }

    private static TestClient as(RegistryHttp server, String agency, String role) {
        return TestClient.bearer(server.port(), issuer.token(role + " of " + agency, agency, role));
    }

    private JsonNode agent() {
        return TestClient.json(as("moj", "member").get("/api/v1/agents/moj.civil"));
    }

    private static GenericRecordBuilder status(String agent, String state, String dataset, long at) {
        var symbols = AgentStatus.SCHEMA.getField("state").schema();
        return new GenericRecordBuilder(AgentStatus.SCHEMA)
                .set("agent", agent)
                .set("state", new GenericData.EnumSymbol(symbols, state))
                .set("datasets", List.of(dataset))
                .set("at", at);
    }

    private void tell(String state, long at) {
        fleet.hearStatus(
                "moj.civil", status("moj.civil", state, "moj.person", at).build());
    }

    private static GenericRecord held(String table, String dataset) {
        var schema = AgentStatus.SCHEMA.getField("held").schema().getElementType();
        return new GenericRecordBuilder(schema)
                .set("table", table)
                .set("dataset", dataset)
                .set("reason", "column province is gone")
                .set("changes", 7L)
                .build();
    }

    private static GenericRecord gap(String dataset, String agent, String from, boolean closed) {
        return new GenericRecordBuilder(DatasetGap.SCHEMA)
                .set("dataset", dataset)
                .set("agent", agent)
                .set("from", from)
                .set("reason", "the slot is gone")
                .set("closed", closed)
                .set("at", NOW)
                .build();
    }

    private JsonNode gaps(TestClient who) {
        return TestClient.json(who.get("/api/v1/gaps"));
    }

    @Test
    void an_agent_that_was_never_heard_is_shown_as_unheard() {
        var agent = agent();

        assertThat(agent.get("state").asText()).isEqualTo("unheard");
        assertThat(agent.get("datasets").get(0).asText()).isEqualTo("moj.person");
    }

    @Test
    void an_agent_is_shown_with_state_reason_lag_and_held_tables() {
        var schema = AgentStatus.SCHEMA.getField("reading").schema().getTypes().get(1);
        var reading = new GenericRecordBuilder(schema)
                .set("kind", "resync")
                .set("rows", 10L)
                .set("of", 100L)
                .build();
        fleet.hearStatus(
                "moj.civil",
                status("moj.civil", "STREAMING", "moj.person", NOW)
                        .set("held", List.of(held("civil.person", "moj.person")))
                        .set("reading", reading)
                        .set("lag_ms", 12L)
                        .set("lag_bytes", 4096L)
                        .set("kept_bytes", 8192L)
                        .build());

        var agent = agent();

        assertThat(agent.get("state").asText()).isEqualTo("streaming");
        assertThat(agent.at("/held/0/table").asText()).isEqualTo("civil.person");
        assertThat(agent.at("/held/0/reason").asText()).isEqualTo("column province is gone");
        assertThat(agent.at("/held/0/changes").asLong()).isEqualTo(7);
        assertThat(agent.at("/reading/of").asLong()).isEqualTo(100);
        assertThat(agent.get("lagMillis").asLong()).isEqualTo(12);
        assertThat(agent.get("lagBytes").asLong()).isEqualTo(4096);
        assertThat(agent.get("keptBytes").asLong()).isEqualTo(8192);
        assertThat(agent.get("heardAt").asText()).isEqualTo("2026-03-01T02:00:00Z");
    }

    @Test
    void a_state_is_since_it_was_first_told() {
        tell("WAITING", NOW - 10 * MINUTE);
        tell("STREAMING", NOW - 5 * MINUTE);
        tell("STREAMING", NOW - MINUTE);

        assertThat(agent().get("since").asText()).isEqualTo("2026-03-01T01:55:00Z");
        assertThat(agent().get("heardAt").asText()).isEqualTo("2026-03-01T01:59:00Z");
    }

    @Test
    void an_agent_that_claims_to_live_and_says_nothing_for_two_minutes_is_silent_since_its_last_word() {
        tell("STREAMING", NOW - 3 * MINUTE);
        tell("STREAMING", NOW - 2 * MINUTE);
        assertThat(agent().get("state").asText()).isEqualTo("streaming");

        COUNTRY.clock.moveTo("2026-03-01T02:00:01Z");

        assertThat(agent().get("state").asText()).isEqualTo("silent");
        assertThat(agent().get("since").asText()).isEqualTo("2026-03-01T01:58:00Z");
    }

    @Test
    void an_agent_that_has_ended_may_be_silent() {
        for (var state : List.of("STOPPED", "FAILED", "GAP")) {
            tell(state, NOW - 60 * MINUTE);

            assertThat(agent().get("state").asText()).isEqualTo(state.toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void what_an_agent_says_of_another_agencys_dataset_or_under_another_name_is_taken_for_nothing() {
        tell("STREAMING", NOW);

        fleet.hearStatus(
                "moj.civil", status("moj.civil", "FAILED", "hanoi.person", NOW).build());
        fleet.hearStatus(
                "moj.civil",
                status("moj.civil", "FAILED", "moj.person", NOW)
                        .set("held", List.of(held("t", "hanoi.person")))
                        .build());
        fleet.hearStatus(
                "hanoi.civil", status("moj.civil", "FAILED", "moj.person", NOW).build());

        assertThat(agent().get("state").asText()).isEqualTo("streaming");
    }

    @Test
    void an_agent_that_is_not_enrolled_is_not_shown() {
        fleet.hearStatus(
                "moj.other", status("moj.other", "STREAMING", "moj.person", NOW).build());

        assertThat(as("moj", "member").get("/api/v1/agents/moj.other").statusCode())
                .isEqualTo(404);
        assertThat(as("moj", "member").get("/api/v1/agents").body()).doesNotContain("moj.other");
    }

    @Test
    void an_agency_sees_its_own_agents_and_the_operator_all() {
        assertThat(TestClient.json(as("moj", "member").get("/api/v1/agents")).findValuesAsText("agent"))
                .containsExactly("moj.civil");
        assertThat(TestClient.json(as("mic", "operator").get("/api/v1/agents")).findValuesAsText("agent"))
                .containsExactly("hanoi.civil", "moj.civil");
        assertThat(as("hanoi", "steward").get("/api/v1/agents/moj.civil").statusCode())
                .isEqualTo(404);
        assertThat(as("moj", "member").get("/api/v1/agents/civil").statusCode()).isEqualTo(400);
    }

    @Test
    void a_gap_is_shown_to_its_agency_and_the_operator_until_it_is_closed() {
        fleet.hearGap("moj.person", gap("moj.person", "moj.civil", "", false));

        var shown = gaps(as("moj", "member")).get(0);
        assertThat(shown.get("dataset").asText()).isEqualTo("moj.person");
        assertThat(shown.get("since").asText()).isEqualTo("unknown");
        assertThat(shown.get("reason").asText()).isEqualTo("the slot is gone");
        assertThat(gaps(as("mic", "operator"))).hasSize(1);
        assertThat(gaps(as("hanoi", "member"))).isEmpty();
        fleet.hearGap("moj.person", gap("moj.person", "moj.civil", "", true));
        assertThat(gaps(as("moj", "member"))).isEmpty();
    }

    @Test
    void a_gap_that_another_agency_or_another_agent_tells_is_not_shown_and_closes_none() {
        fleet.hearGap("hanoi.person", gap("hanoi.person", "moj.civil", "", false));
        fleet.hearGap("hanoi.person", gap("hanoi.person", "hanoi.other", "", false));
        fleet.hearGap("moj.person", gap("moj.person", "moj.civil", "", false));
        fleet.hearGap("moj.person", gap("moj.person", "hanoi.civil", "", true));

        assertThat(gaps(as("mic", "operator")).findValuesAsText("dataset")).containsExactly("moj.person");
    }
}
