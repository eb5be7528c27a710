package vn.mach.registry.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.ServedCountry.done;
import static vn.mach.registry.ServedCountry.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.TestAgencies;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.json.Json;

/** The clock of these tests begins on 2026-03-01. */
class PlatformLifeStoreTest {
    private static final String PLATFORMS = "/api/v1/platforms";
    private static final String HUE = PLATFORMS + "/hue";
    private static final String TRIAL =
            "{\"agency\":\"hue\",\"name\":\"Huế\",\"level\":\"province\",\"kind\":\"trial\",\"until\":\"2026-04-30\"}";

    private final ServedCountry api = new ServedCountry();
    private final TestClient steward = api.as("hue-steward", "hue", "steward", "member");

    @AfterEach
    void close() {
        api.close();
    }

    private JsonNode trial() {
        return done(api.operator().post(PLATFORMS, TRIAL));
    }

    private String state() {
        return done(steward.get(HUE)).get("state").asText();
    }

    @Test
    void one_call_gives_an_agency_all_it_needs_to_begin() {
        var response = api.operator().post(PLATFORMS, TRIAL);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        var made = TestClient.json(response);
        assertThat(made.get("state").asText()).isEqualTo("provisioned");
        assertThat(made.get("endsOn").asText()).isEqualTo("2026-04-30");
        assertThat(made.at("/namespace/topics").asText()).isEqualTo("data.hue.");
        assertThat(made.at("/quotas/datasets").asInt()).isEqualTo(5);
        assertThat(api.country.kafkaUsers.get("hue.steward").value())
                .isEqualTo(made.at("/steward/secret").asText());
        assertThat(api.country.kafkaUsers.get("mach.agent.hue.capture").value())
                .isEqualTo(made.at("/agent/secret").asText());
        assertThat(api.country.samples.get(DatasetId.parse("hue.permit"))).hasSize(SampleDataset.ROWS);
        assertThat(done(steward.get("/api/v1/agencies/hue")).get("level").asText())
                .isEqualTo("province");
        assertThat(done(steward.get("/api/v1/datasets/hue/permit")).has("contract"))
                .isTrue();
        assertThat(done(api.as("m", "moj", "member").get("/api/v1/views/hue/permit/open"))
                        .get("sharing")
                        .asText())
                .isEqualTo("shared");
        assertThat(api.country.audit.firstBroken()).isEmpty();
    }

    @Test
    void the_same_call_again_makes_nothing_more_and_shows_no_secret() {
        trial();
        var users = Map.copyOf(api.country.kafkaUsers);
        api.country.samples.clear();

        var again = api.operator().post(PLATFORMS, TRIAL);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).doesNotContain("secret");
        assertThat(api.country.kafkaUsers).isEqualTo(users);
        assertThat(api.country.samples).isEmpty();
        refused(
                api.operator().post(PLATFORMS, TRIAL.replace("trial", "own").replace(",\"until\":\"2026-04-30\"", "")),
                409,
                "platform-exists");
    }

    @Test
    void what_a_failure_left_undone_the_same_call_again_does() {
        api.country.sampleSink = (agent, secret, dataset, rows) -> {
            throw new Refusal.Unavailable("sample-not-published", "Kafka is down");
        };
        refused(api.operator().post(PLATFORMS, TRIAL), 503, "sample-not-published");
        api.country.sampleSink = (agent, secret, dataset, rows) -> api.country.samples.put(dataset.id(), rows);

        var made = trial();

        assertThat(api.country.samples).hasSize(1);
        assertThat(api.country.kafkaUsers.get("mach.agent.hue.capture").value())
                .as("the first was never shown")
                .isEqualTo(made.at("/agent/secret").asText());
        assertThat(api.country.kafkaUsers.get("hue.steward").value())
                .isEqualTo(made.at("/steward/secret").asText());
    }

    @Test
    void generated_rows_never_go_into_a_dataset_that_was_there() {
        TestAgencies.enrol(api.country, "hue");
        var real = SampleDataset.definition(AgencyId.of("hue")).put("legalBasis", "Law 91/2025");
        done(steward.post("/api/v1/agencies/hue/datasets", real.toString()));

        refused(api.operator().post(PLATFORMS, TRIAL), 409, "dataset-exists");

        assertThat(api.country.samples).isEmpty();
        assertThat(steward.get(HUE).statusCode()).as("nothing is made").isEqualTo(404);
    }

    @Test
    void the_agents_configuration_is_for_its_steward_and_holds_no_secret() {
        var secret = trial().at("/agent/secret").asText();

        var yaml = steward.get(HUE + "/agent.yaml");

        assertThat(yaml.statusCode()).isEqualTo(200);
        assertThat(yaml.headers().firstValue("Content-Type")).hasValue("application/yaml");
        assertThat(yaml.body())
                .contains(
                        "agent: hue.capture",
                        "bootstrap: kafka.mach.example:9092",
                        "password: ${env:MACH_KAFKA_PASSWORD}")
                .contains("- table: public.permit\n    dataset: permit")
                .doesNotContain(secret);
        assertThat(api.as("s", "moj", "steward").get(HUE + "/agent.yaml").statusCode())
                .isEqualTo(404);
    }

    @Test
    void quotas_are_enforced_and_promotion_lifts_them() {
        done(api.operator()
                .post(PLATFORMS, TRIAL.replace("}", ",\"quotas\":{\"datasets\":1,\"views\":1,\"accounts\":1}}")));
        var dataset = SampleDataset.definition(AgencyId.of("hue"))
                .put("slug", "land")
                .toString()
                .replace("hue.permit", "hue.land");
        var view = "{\"slug\":\"all\",\"columns\":[{\"column\":\"id\"}]}";

        var refused = refused(steward.post("/api/v1/agencies/hue/datasets", dataset), 409, "quota-spent");
        assertThat(refused.get("detail").asText()).contains("agency 'hue' may have 1 datasets");
        refused(steward.post("/api/v1/datasets/hue/permit/views", view), 409, "quota-spent");
        refused(steward.post("/api/v1/agencies/hue/accounts", "{\"name\":\"reader\"}"), 409, "quota-spent");

        done(api.operator().put(HUE + "/quotas", "{\"datasets\":2,\"views\":1,\"accounts\":1}"));
        done(steward.post("/api/v1/agencies/hue/datasets", dataset));
        refused(steward.put(HUE + "/quotas", "{}"), 403, "role-missing");

        done(api.operator().post(HUE + "/promote", "{\"kind\":\"hosted\"}"));

        done(steward.post("/api/v1/datasets/hue/permit/views", view));
        done(steward.post("/api/v1/agencies/hue/accounts", "{\"name\":\"reader\"}"));
    }

    @Test
    void a_trial_is_suspended_after_its_last_day_and_retired_after_the_grace() {
        trial();
        done(api.operator().post(HUE + "/connect", "{}"));

        api.country.clock.moveTo("2026-04-30T16:59:59Z");
        api.country.platforms.expireLapsed();
        assertThat(state()).isEqualTo("connected");
        api.country.clock.moveTo("2026-04-30T17:00:00Z");
        api.country.platforms.expireLapsed();
        api.country.platforms.expireLapsed();
        assertThat(state()).isEqualTo("suspended");
        refused(api.operator().post(HUE + "/resume", "{}"), 409, "trial-over");

        api.country.clock.moveTo("2026-05-30T16:59:59Z");
        api.country.platforms.expireLapsed();
        assertThat(state()).isEqualTo("suspended");
        api.country.clock.moveTo("2026-05-30T17:00:00Z");
        api.country.platforms.expireLapsed();
        assertThat(state()).isEqualTo("retired");
        refused(api.operator().post(HUE + "/promote", "{\"kind\":\"own\"}"), 409, "not-promotable");
        assertThat(done(steward.get(HUE)).get("life").findValuesAsText("state"))
                .containsExactly("provisioned", "connected", "suspended", "retired");
    }

    @Test
    void a_suspended_platform_reads_nothing_and_its_agents_write_on_a_retired_one_does_neither() {
        trial();
        var hue = AgencyId.of("hue");
        var platforms = api.country.platforms;

        done(api.operator().post(HUE + "/suspend", "{\"reason\":\"unpaid\"}"));
        assertThat(api.country.database.read(platforms::barredFromReading)).containsExactly(hue);
        assertThat(api.country.database.read(platforms::barredFromWriting)).isEmpty();

        done(api.operator().post(HUE + "/resume", "{}"));
        assertThat(state()).as("as before").isEqualTo("provisioned");
        assertThat(api.country.database.read(platforms::barredFromReading)).isEmpty();

        done(api.operator().post(HUE + "/retire", "{\"reason\":\"over\"}"));
        assertThat(api.country.database.read(platforms::barredFromReading)).containsExactly(hue);
        assertThat(api.country.database.read(platforms::barredFromWriting)).containsExactly(hue);
    }

    @Test
    void a_suspended_platforms_account_sees_no_schema_until_it_is_promoted_and_then_all_it_had() {
        var secret = trial().at("/steward/secret").asText();
        var request = done(steward.post(
                "/api/v1/requests",
                Json.text(Map.of(
                        "view",
                        "hue.permit.open",
                        "account",
                        "hue.steward",
                        "purpose",
                        "p",
                        "legalBasis",
                        "Decree 278/2025",
                        "until",
                        "2026-12-31",
                        "contact",
                        "c"))));
        var approve = "/api/v1/requests/" + request.get("id").asText() + "/approve";
        done(api.as("other", "hue", "steward").post(approve, "{}"));
        done(api.operator().post(approve, "{}"));
        api.country.schemas.remember(
                "view.hue.permit.open-key",
                11,
                SchemaBuilder.record("Key").fields().requiredString("id").endRecord());
        assertThat(subjects(secret)).contains("view.hue.permit.open-key");

        api.country.clock.moveTo("2026-05-02T00:00:00Z");
        api.country.platforms.expireLapsed();
        assertThat(subjects(secret)).isEqualTo("[]");

        var promoted = done(api.operator().post(HUE + "/promote", "{\"kind\":\"own\"}"));
        assertThat(promoted.get("state").asText()).isEqualTo("provisioned");
        assertThat(promoted.has("endsOn")).isFalse();
        assertThat(subjects(secret)).contains("view.hue.permit.open-key");
        assertThat(api.country.database.read(api.country.grants::active)).hasSize(1);
    }

    private String subjects(String secret) {
        var pair = Base64.getEncoder().encodeToString(("hue.steward:" + secret).getBytes(StandardCharsets.UTF_8));
        return new TestClient(steward.port(), "Basic " + pair)
                .get("/schema-registry/subjects")
                .body();
    }

    @Test
    void only_an_operator_makes_and_moves_platforms_and_others_see_their_own() {
        trial();

        refused(steward.post(PLATFORMS, TRIAL), 403, "role-missing");
        refused(steward.post(HUE + "/promote", "{\"kind\":\"own\"}"), 403, "role-missing");
        assertThat(done(steward.get(PLATFORMS))).hasSize(1);
        assertThat(done(api.as("s", "moj", "steward").get(PLATFORMS))).isEmpty();
        assertThat(api.as("s", "moj", "steward").get(HUE).statusCode()).isEqualTo(404);
        refused(api.operator().post(PLATFORMS, "{\"agency\":\"moj\",\"kind\":\"own\"}"), 400, "missing-field");
        refused(api.operator().post(PLATFORMS, TRIAL.replace("2026-04-30", "2028-01-01")), 400, "invalid-field");
    }
}
