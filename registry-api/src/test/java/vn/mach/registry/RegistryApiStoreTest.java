package vn.mach.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Position;
import vn.mach.naming.ViewId;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.http.TestIssuer;
import vn.mach.registry.http.TokenVerifier;
import vn.mach.registry.json.Json;
import vn.mach.view.ViewStatus;

/** The policy as its users meet it: through HTTP, on a real database; only Kafka is not there. */
class RegistryApiStoreTest {
    private static final String RESIDENTS = "/api/v1/views/moj/person/hanoi";
    private static TestIssuer issuer;
    private final Country country = new Country();
    private RegistryHttp server;

    @BeforeAll
    static void issue() {
        issuer = new TestIssuer();
    }

    @AfterAll
    static void close() {
        issuer.close();
    }

    @BeforeEach
    void start() {
        server = RegistryHttp.start(
                new HttpConfig("127.0.0.1", 0), TokenVerifier.of(issuer.identity()), country.audit, country.routes());
        TestAgencies.enrol(country, "moj", "hanoi", "hue");
        assertThat(defineDataset().statusCode()).isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestClient as(String subject, String agency, String... roles) {
        return TestClient.bearer(server.port(), issuer.token(subject, agency, roles));
    }

    private TestClient operator() {
        return as("op", "mic", "operator");
    }

    private TestClient moj() {
        return as("moj-steward", "moj", "steward");
    }

    private TestClient hanoi() {
        return as("hanoi-member", "hanoi", "member");
    }

    private TestClient hue() {
        return as("hue-member", "hue", "member", "steward");
    }

    private HttpResponse<String> defineDataset() {
        return moj().post(
                        "/api/v1/agencies/moj/datasets",
                        dataset(Map.of(
                                "id",
                                "basic",
                                "id_number",
                                "identifier",
                                "name",
                                "personal",
                                "province_code",
                                "basic",
                                "born",
                                "sensitive")));
    }

    private static String dataset(Map<String, String> classification) {
        var row = SchemaBuilder.record("Row")
                .namespace("mach.moj.person")
                .fields()
                .requiredString("id")
                .requiredString("id_number")
                .optionalString("name")
                .requiredString("province_code")
                .name("born")
                .type(LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT)))
                .noDefault()
                .endRecord();
        var body = Json.MAPPER.createObjectNode().put("slug", "person").put("legalBasis", "Decree 278/2025");
        body.putObject("title").put("vi", "Người").put("en", "Person");
        body.set("contract", Json.tree(row.toString()));
        body.putArray("key").add("id");
        body.set("classification", Json.MAPPER.valueToTree(classification));
        return body.toString();
    }

    private HttpResponse<String> defineView(String slug, String subscriber, String condition, String columns) {
        var body = Json.MAPPER.createObjectNode().put("slug", slug).put("condition", condition);
        body.set("columns", Json.tree(columns));
        if (!subscriber.isEmpty()) {
            body.put("subscriber", subscriber);
        }
        return moj().post("/api/v1/datasets/moj/person/views", body.toString());
    }

    private HttpResponse<String> defineResidents() {
        return defineView(
                "hanoi",
                "hanoi",
                "province_code = '01'",
                "[{\"column\":\"id\",\"rule\":\"keep\"},{\"column\":\"id_number\",\"rule\":\"pseudonym\"},{\"column\":\"name\",\"rule\":\"withhold\"}]");
    }

    private String account() {
        var response = hanoi().post("/api/v1/agencies/hanoi/accounts", "{\"name\":\"reader\"}");
        assertThat(response.statusCode()).isEqualTo(201);
        return TestClient.json(response).get("secret").asText();
    }

    private HttpResponse<String> request(TestClient who, String view) {
        return who.post(
                "/api/v1/requests",
                Json.text(Map.of(
                        "view", view,
                        "account", "hanoi.reader",
                        "purpose", "residence checks",
                        "legalBasis", "Decree 278/2025",
                        "until", "2026-12-31",
                        "contact", "data@hanoi.example")));
    }

    private JsonNode granted(String view) {
        var id = TestClient.json(request(hanoi(), view)).get("id").asText();
        assertThat(moj().post("/api/v1/requests/" + id + "/approve", "{}").statusCode())
                .isEqualTo(200);
        var approved = operator().post("/api/v1/requests/" + id + "/approve", "{}");
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
        return TestClient.json(approved);
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(TestClient.json(response).get("code").asText()).isEqualTo(code);
    }

    @Test
    void an_operator_enrols_an_agency_once_and_nobody_else_does() {
        var body =
                "{\"slug\":\"gso\",\"name\":\"Thống kê\",\"level\":\"ministry\",\"codes\":[{\"code\":\"G01\",\"validFrom\":\"2020-01-01\"}]}";

        assertThat(operator().post("/api/v1/agencies", body).statusCode()).isEqualTo(201);
        assertRefused(operator().post("/api/v1/agencies", body), 409, "agency-exists");
        assertRefused(moj().post("/api/v1/agencies", body), 403, "role-missing");
        var gso = TestClient.json(hanoi().get("/api/v1/agencies/gso"));
        assertThat(gso.get("level").asText()).isEqualTo("ministry");
        assertThat(gso.at("/codes/0/validFrom").asText()).isEqualTo("2020-01-01");
    }

    @Test
    void a_dataset_needs_every_field_classified_and_a_contract_that_fits() {
        var path = "/api/v1/agencies/moj/datasets";

        assertRefused(moj().post(path, dataset(Map.of("id", "basic"))), 400, "unclassified-field");
        assertRefused(defineDataset(), 409, "dataset-exists");
        var wrongKey = dataset(
                        Map.of("id", "basic", "id_number", "identifier", "name", "personal", "province_code", "basic"))
                .replace("[\"id\"]", "[\"nothing\"]");
        assertRefused(moj().post(path, wrongKey), 400, "illegal-contract");
        assertRefused(hue().post(path, dataset(Map.of())), 404, "not-found");
    }

    @Test
    void only_the_owner_and_operators_see_a_contract() {
        assertThat(TestClient.json(moj().get("/api/v1/datasets/moj/person")).has("contract"))
                .isTrue();
        var seen = TestClient.json(hanoi().get("/api/v1/datasets/moj/person"));
        assertThat(seen.has("contract") || seen.has("classification") || seen.has("key"))
                .isFalse();
        assertThat(seen.get("title").get("vi").asText()).isEqualTo("Người");
    }

    @Test
    void a_condition_on_a_personal_column_seals_a_view_and_is_not_told_to_its_subscriber() {
        var basic = "[{\"column\":\"id\",\"rule\":\"keep\"},{\"column\":\"province_code\",\"rule\":\"keep\"}]";

        assertRefused(defineView("named", "", "name = 'An'", basic), 400, "subscriber-missing");
        assertThat(defineView("named", "hanoi", "name = 'An'", basic).statusCode())
                .isEqualTo(201);
        assertThat(defineView("there", "", "province_code = '01'", basic).statusCode())
                .isEqualTo(201);

        var named = "/api/v1/views/moj/person/named";
        assertThat(TestClient.json(hanoi().get(named)).has("condition")).isFalse();
        assertThat(TestClient.json(moj().get(named)).get("condition").asText()).isEqualTo("name = 'An'");
        var there = hanoi().get("/api/v1/views/moj/person/there");
        assertThat(TestClient.json(there).get("condition").asText()).isEqualTo("province_code = '01'");
    }

    @Test
    void a_view_with_a_pseudonym_is_sealed_for_its_subscriber() {
        var response = defineResidents();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        var view = TestClient.json(response);
        assertThat(view.get("sharing").asText()).isEqualTo("sealed");
        assertThat(view.get("state").asText()).isEqualTo("closed");
        assertThat(view.get("topic").asText()).isEqualTo("view.moj.person.hanoi");
        assertThat(view.at("/rowSchema/fields").findValuesAsText("name"))
                .contains("id", "id_number")
                .doesNotContain("name");
        assertThat(hue().get(RESIDENTS).statusCode()).isEqualTo(404);
        var seenByAudience = TestClient.json(hanoi().get(RESIDENTS));
        assertThat(seenByAudience.get("columns").findValuesAsText("column")).containsExactly("id", "id_number");
    }

    @Test
    void a_view_says_since_when_and_why_it_is_incomplete_until_the_gap_is_closed() {
        defineResidents();
        var incomplete = new ViewStatus.Incomplete(new Position(1, 2, 3), "the slot is gone");
        var id = ViewId.parse("moj.person.hanoi");

        country.statuses.accept(new ViewStatus(id, 0, 1, ViewStatus.State.LIVE, 0, null, null, 0));
        country.statuses.accept(new ViewStatus(id, 1, 1, ViewStatus.State.LIVE, 0, null, incomplete, 0));

        var view = TestClient.json(hanoi().get(RESIDENTS));
        assertThat(view.at("/incomplete/since").asText()).isEqualTo("00000001-0000000000000002-00000003");
        assertThat(view.at("/incomplete/reason").asText()).isEqualTo("the slot is gone");
        assertThat(TestClient.json(hanoi().get("/api/v1/views"))
                        .at("/0/incomplete/since")
                        .asText())
                .isEqualTo("00000001-0000000000000002-00000003");
        country.statuses.accept(new ViewStatus(id, 1, 1, ViewStatus.State.LIVE, 0, null, null, 0));
        assertThat(TestClient.json(hanoi().get(RESIDENTS)).has("incomplete")).isFalse();
    }

    @Test
    void sharing_follows_from_the_columns_and_not_from_the_request() {
        var personal = "[{\"column\":\"id\"},{\"column\":\"name\"}]";
        var basic = "[{\"column\":\"id\"},{\"column\":\"province_code\"}]";

        assertRefused(defineView("a1", "", "", personal), 400, "subscriber-missing");
        assertRefused(defineView("a2", "hanoi", "", basic), 400, "subscriber-not-allowed");
        assertThat(TestClient.json(defineView("a3", "", "", basic))
                        .get("sharing")
                        .asText())
                .isEqualTo("shared");
    }

    @Test
    void the_same_shared_definition_is_one_view() {
        var basic = "[{\"column\":\"id\"},{\"column\":\"province_code\"}]";
        var turned = "[{\"column\":\"province_code\"},{\"column\":\"name\",\"rule\":\"withhold\"},{\"column\":\"id\"}]";
        defineView("units", "", "", basic);

        var again = defineView("units-again", "", " ", turned);

        assertRefused(again, 409, "view-identical");
        assertThat(again.body()).contains("moj.person.units");
    }

    @Test
    void a_sensitive_column_is_in_a_view_only_when_the_steward_names_it_once_more() {
        var columns = "[{\"column\":\"id\"},{\"column\":\"born\",\"rule\":\"truncate\",\"to\":\"year\"}]";
        var body = "{\"slug\":\"born\",\"subscriber\":\"hanoi\",\"columns\":" + columns;
        var views = "/api/v1/datasets/moj/person/views";

        assertRefused(moj().post(views, body + "}"), 400, "sensitive-not-named");
        assertRefused(moj().post(views, body + ",\"sensitive\":[\"born\",\"id\"]}"), 400, "sensitive-not-named");
        assertRefused(
                defineView("old", "hanoi", "born < '1950-01-01'", "[{\"column\":\"id\"}]"), 400, "sensitive-not-named");
        var defined = moj().post(views, body + ",\"sensitive\":[\"born\"]}");

        assertThat(defined.statusCode()).as(defined.body()).isEqualTo(201);
        var seen = TestClient.json(hanoi().get("/api/v1/views/moj/person/born"));
        assertThat(seen.at("/columns/1/to").asText()).isEqualTo("year");
        assertThat(seen.get("sharing").asText()).isEqualTo("sealed");
    }

    @Test
    void an_identifier_without_a_rule_gets_a_pseudonym_and_may_be_the_key_in_place_of_the_datasets() {
        var body = "{\"slug\":\"alike\",\"subscriber\":\"hanoi\",\"key\":[\"id_number\"],\"columns\":"
                + "[{\"column\":\"id_number\"},{\"column\":\"name\",\"rule\":\"constant\",\"value\":\"—\"}]}";

        var defined = moj().post("/api/v1/datasets/moj/person/views", body);

        assertThat(defined.statusCode()).as(defined.body()).isEqualTo(201);
        var view = TestClient.json(hanoi().get("/api/v1/views/moj/person/alike"));
        assertThat(view.at("/columns/0/rule").asText()).isEqualTo("pseudonym");
        assertThat(view.at("/key/0").asText()).isEqualTo("id_number");
        assertThat(TestClient.json(defined).at("/keySchema/fields/0/name").asText())
                .isEqualTo("id_number");
        assertRefused(
                defineView("merged", "", "", "[{\"column\":\"id\",\"rule\":\"mask\",\"keepLast\":3}]"),
                400,
                "illegal-view");
    }

    @Test
    void a_wrong_condition_is_refused_with_its_place() {
        var response = defineView("bad", "", "province_code = ", "[{\"column\":\"id\"}]");

        assertRefused(response, 400, "illegal-view");
        assertThat(response.body()).contains("character");
    }

    private HttpResponse<String> redefine(String view, String condition, String columns) {
        var body = Json.MAPPER.createObjectNode().put("condition", condition);
        body.set("columns", Json.tree(columns));
        return moj().put("/api/v1/views/moj/person/" + view, body.toString());
    }

    @Test
    void a_view_that_nobody_reads_gets_a_next_version_and_an_equal_definition_is_none() {
        var basic = "[{\"column\":\"id\"},{\"column\":\"province_code\"}]";
        defineView("units", "", "", basic);
        defineView("others", "", "province_code = '02'", basic);

        var next = TestClient.json(redefine("units", "province_code = '01'", basic));
        assertThat(next.get("version").asInt()).isEqualTo(2);
        assertThat(next.get("revision").asInt()).isEqualTo(2);
        assertThat(next.get("condition").asText()).isEqualTo("province_code = '01'");

        var again = TestClient.json(redefine("units", " province_code = '01' ", basic));
        assertThat(again.get("version").asInt()).isEqualTo(2);
        assertRefused(redefine("units", "province_code = '02'", basic), 409, "view-identical");
        assertRefused(redefine("units", "province_code = ", basic), 400, "illegal-view");
        assertRefused(redefine("none", "", basic), 404, "not-found");
        assertRefused(redefine("units", "", "[{\"column\":\"id\"}]"), 409, "schema-changes");
        assertRefused(
                hanoi().put("/api/v1/views/moj/person/units", "{\"columns\":" + basic + "}"), 403, "role-missing");
        var withName = "{\"slug\":\"other\",\"columns\":" + basic + "}";
        assertRefused(moj().put("/api/v1/views/moj/person/units", withName), 400, "slug-changes");
    }

    @Test
    void what_was_granted_or_asked_for_is_not_changed_behind_the_backs_of_those_who_agreed() {
        var basic = "[{\"column\":\"id\"},{\"column\":\"province_code\"}]";
        defineView("units", "", "", basic);
        account();
        var retire = "/api/v1/views/moj/person/units/retire";
        var request =
                TestClient.json(request(hanoi(), "moj.person.units")).get("id").asText();

        assertRefused(redefine("units", "province_code = '01'", basic), 409, "view-granted");
        assertRefused(moj().post(retire, "{}"), 409, "view-granted");
        moj().post("/api/v1/requests/" + request + "/approve", "{}");
        operator().post("/api/v1/requests/" + request + "/approve", "{}");
        assertRefused(redefine("units", "province_code = '01'", basic), 409, "view-granted");
        var grant = TestClient.json(hanoi().get("/api/v1/grants")).at("/0/id").asText();
        assertThat(operator()
                        .post("/api/v1/grants/" + grant + "/revoke", "{\"reason\":\"over\"}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(redefine("units", "province_code = '01'", basic).statusCode())
                .isEqualTo(200);
        assertRefused(redefine("units", "", "[{\"column\":\"name\"}]"), 400, "subscriber-missing");
    }

    @Test
    void a_retired_view_is_asked_for_and_defined_no_more() {
        var basic = "[{\"column\":\"id\"},{\"column\":\"province_code\"}]";
        defineView("units", "", "", basic);
        account();
        var retire = "/api/v1/views/moj/person/units/retire";

        assertRefused(hanoi().post(retire, "{}"), 403, "role-missing");
        var retired = TestClient.json(moj().post(retire, "{}"));
        assertThat(retired.get("state").asText()).isEqualTo("retired");
        assertThat(TestClient.json(moj().post(retire, "{}")).get("revision").asInt())
                .as("once")
                .isEqualTo(retired.get("revision").asInt());
        assertRefused(request(hanoi(), "moj.person.units"), 409, "view-retired");
        assertRefused(redefine("units", "", basic), 409, "view-retired");
        assertThat(defineView("units-again", "", "", basic).statusCode())
                .as("its definition is free again")
                .isEqualTo(201);
        assertThat(country.audit.firstBroken()).isEmpty();
    }

    @Test
    void two_people_approve_in_order_and_never_the_one_who_asked() {
        defineResidents();
        account();
        var id = TestClient.json(request(as("boss", "hanoi", "member"), "moj.person.hanoi"))
                .get("id")
                .asText();
        var approve = "/api/v1/requests/" + id + "/approve";

        assertRefused(operator().post(approve, "{}"), 409, "wrong-state");
        assertRefused(as("boss", "moj", "steward").post(approve, "{}"), 403, "own-request");
        assertRefused(hue().post(approve, "{}"), 404, "not-found");
        assertRefused(as("s", "hanoi", "steward").post(approve, "{}"), 403, "not-yours");
        assertThat(TestClient.json(moj().post(approve, "{}")).get("state").asText())
                .isEqualTo("owner-approved");
        assertRefused(moj().post(approve, "{}"), 409, "wrong-state");
        assertRefused(as("moj-steward", "mic", "operator").post(approve, "{}"), 403, "same-approver");
        var approved = TestClient.json(operator().post(approve, "{}"));
        assertThat(approved.get("state").asText()).isEqualTo("approved");
        assertThat(approved.get("access").asText()).isEqualTo("ready");
        assertThat(approved.get("grantState").asText()).isEqualTo("active");
        assertThat(TestClient.json(hanoi().get(RESIDENTS)).get("state").asText())
                .isEqualTo("open");
        var audit = TestClient.json(operator().get("/api/v1/audit?limit=100"));
        assertThat(audit.findValuesAsText("outcome"))
                .contains(
                        "refused:own-request",
                        "refused:wrong-state",
                        "refused:not-found",
                        "refused:same-approver",
                        "done");
        assertThat(country.audit.firstBroken()).isEmpty();
    }

    @Test
    void a_sealed_view_is_requested_by_its_audience_only() {
        defineResidents();
        var hueAccount = hue().post("/api/v1/agencies/hue/accounts", "{\"name\":\"reader\"}");
        assertThat(hueAccount.statusCode()).isEqualTo(201);

        var response = hue().post(
                        "/api/v1/requests",
                        Json.text(Map.of(
                                "view", "moj.person.hanoi",
                                "account", "hue.reader",
                                "purpose", "p",
                                "legalBasis", "Decree 278/2025",
                                "until", "2026-12-31",
                                "contact", "c")));

        assertRefused(response, 404, "not-found");
    }

    @Test
    void a_revocation_closes_a_sealed_view_for_good() {
        defineResidents();
        account();
        var grant = granted("moj.person.hanoi").get("grant").asText();

        assertRefused(hanoi().post("/api/v1/grants/" + grant + "/revoke", "{\"reason\":\"r\"}"), 403, "role-missing");
        var revoked = moj().post("/api/v1/grants/" + grant + "/revoke", "{\"reason\":\"no longer needed\"}");

        assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
        assertThat(TestClient.json(revoked).get("state").asText()).isEqualTo("revoked");
        assertThat(TestClient.json(revoked).at("/gate/closed").asBoolean()).isTrue();
        assertThat(TestClient.json(moj().get(RESIDENTS)).get("state").asText()).isEqualTo("revoked");
        assertRefused(request(hanoi(), "moj.person.hanoi"), 409, "view-closed");
        assertRefused(moj().post("/api/v1/grants/" + grant + "/revoke", "{\"reason\":\"again\"}"), 409, "grant-ended");
    }

    @Test
    void a_sealed_view_has_one_grant_at_a_time() {
        defineResidents();
        account();
        granted("moj.person.hanoi");
        var second =
                TestClient.json(request(hanoi(), "moj.person.hanoi")).get("id").asText();
        moj().post("/api/v1/requests/" + second + "/approve", "{}");

        assertRefused(operator().post("/api/v1/requests/" + second + "/approve", "{}"), 409, "grant-exists");
    }

    @Test
    void a_grant_ends_after_its_last_day_in_viet_nam() {
        defineResidents();
        account();
        granted("moj.person.hanoi");

        country.clock.moveTo("2026-12-31T16:59:59Z");
        country.grants.expireLapsed();
        assertThat(country.database.read(country.grants::active)).hasSize(1);
        country.clock.moveTo("2026-12-31T17:00:00Z");
        country.grants.expireLapsed();
        assertThat(country.database.read(country.grants::active)).isEmpty();
        assertThat(country.database.read(country.grants::ending)).hasSize(1);
        assertThat(TestClient.json(moj().get(RESIDENTS)).get("state").asText()).isEqualTo("revoked");
    }

    @Test
    void a_request_can_be_rejected_or_withdrawn_and_is_then_over() {
        defineResidents();
        account();
        var one =
                TestClient.json(request(hanoi(), "moj.person.hanoi")).get("id").asText();
        var two =
                TestClient.json(request(hanoi(), "moj.person.hanoi")).get("id").asText();

        assertThat(TestClient.json(moj().post("/api/v1/requests/" + one + "/reject", "{\"reason\":\"too wide\"}"))
                        .get("state")
                        .asText())
                .isEqualTo("rejected");
        assertThat(TestClient.json(hanoi().post("/api/v1/requests/" + two + "/withdraw", ""))
                        .get("state")
                        .asText())
                .isEqualTo("withdrawn");
        assertRefused(moj().post("/api/v1/requests/" + one + "/approve", "{}"), 409, "wrong-state");
        assertThat(TestClient.json(hue().get("/api/v1/requests"))).isEmpty();
        assertThat(hue().get("/api/v1/requests/" + one).statusCode()).isEqualTo(404);
        assertThat(hanoi().get("/api/v1/requests/not-a-uuid").statusCode()).isEqualTo(404);
    }

    @Test
    void one_agent_writes_a_dataset() {
        var path = "/api/v1/agencies/moj/agents";
        var created = moj().post(path, "{\"name\":\"civil\",\"datasets\":[\"person\"]}");

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var agent = TestClient.json(created);
        assertThat(agent.get("user").asText()).isEqualTo("mach.agent.moj.civil");
        assertThat(country.kafkaUsers.get("mach.agent.moj.civil").value())
                .isEqualTo(agent.get("secret").asText());
        assertRefused(moj().post(path, "{\"name\":\"civil\",\"datasets\":[\"person\"]}"), 409, "agent-exists");
        assertRefused(moj().post(path, "{\"name\":\"other\",\"datasets\":[\"person\"]}"), 409, "dataset-has-agent");
        assertRefused(moj().post(path, "{\"name\":\"other\",\"datasets\":[\"nothing\"]}"), 404, "not-found");
        assertRefused(hue().post(path, "{\"name\":\"evil\",\"datasets\":[\"person\"]}"), 404, "not-found");
        assertThat(moj().get(path).body())
                .contains("moj.civil")
                .doesNotContain(agent.get("secret").asText());
        var rotated = TestClient.json(operator().post(path + "/civil/rotate", ""));
        assertThat(rotated.get("secret")).isNotEqualTo(agent.get("secret"));
    }

    @Test
    void a_subscribers_client_sees_the_schemas_of_its_views_and_no_others() {
        defineResidents();
        var secret = account();
        var key = SchemaBuilder.record("Key").fields().requiredString("id").endRecord();
        country.schemas.remember("view.moj.person.hanoi-key", 11, key);
        country.schemas.remember("data.moj.person-key", 12, key);
        var client = basic("hanoi.reader", secret);

        assertThat(client.get("/schema-registry/schemas/ids/11").statusCode()).isEqualTo(404);
        granted("moj.person.hanoi");

        assertThat(TestClient.json(client.get("/schema-registry/schemas/ids/11"))
                        .get("schema")
                        .asText())
                .isEqualTo(key.toString());
        assertThat(client.get("/schema-registry/schemas/ids/12").body()).contains("\"error_code\":40403");
        assertThat(client.get("/schema-registry/subjects").body())
                .isEqualTo("[\"view.moj.person.hanoi-key\",\"view.moj.person.hanoi-value\"]");
        assertThat(client.get("/schema-registry/subjects/view.moj.person.hanoi-key/versions")
                        .body())
                .isEqualTo("[1]");
        var latest = TestClient.json(client.get("/schema-registry/subjects/view.moj.person.hanoi-key/versions/latest"));
        assertThat(latest.get("id").asInt()).isEqualTo(11);
        assertThat(client.get("/schema-registry/subjects/view.moj.person.hanoi-key/versions/2")
                        .body())
                .contains("40402");
        assertThat(client.get("/schema-registry/subjects/data.moj.person-key/versions/latest")
                        .body())
                .contains("40401");
        var lookUp = client.post(
                "/schema-registry/subjects/view.moj.person.hanoi-key?normalize=false",
                Json.text(Map.of("schema", key.toString())));
        assertThat(TestClient.json(lookUp).get("id").asInt()).isEqualTo(11);
    }

    @Test
    void the_schema_endpoint_takes_no_writes_and_no_strangers() {
        var secret = account();
        var client = basic("hanoi.reader", secret);

        var write = client.post(
                "/schema-registry/subjects/view.moj.person.hanoi-key/versions", "{\"schema\":\"\\\"int\\\"\"}");
        assertThat(write.statusCode()).isEqualTo(403);
        assertThat(write.body()).contains("\"error_code\":40301");
        var delete = client.send(HttpRequest.newBuilder().DELETE(), "/schema-registry/subjects/x");
        assertThat(delete.statusCode()).isEqualTo(403);
        assertThat(basic("hanoi.reader", "wrong")
                        .get("/schema-registry/subjects")
                        .statusCode())
                .isEqualTo(401);
        assertThat(basic("nobody", secret).get("/schema-registry/subjects").statusCode())
                .isEqualTo(401);
        assertThat(new TestClient(server.port(), "")
                        .get("/schema-registry/subjects")
                        .statusCode())
                .isEqualTo(401);
        assertThat(hanoi().get("/schema-registry/subjects").statusCode()).isEqualTo(401);
        assertThat(client.get("/schema-registry/config").statusCode()).isEqualTo(404);
    }

    private TestClient basic(String user, String secret) {
        var pair = Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return new TestClient(server.port(), "Basic " + pair);
    }

    @Test
    void a_secret_is_in_no_list_and_in_no_audit_entry() {
        var secret = account();

        assertThat(hanoi().get("/api/v1/agencies/hanoi/accounts").body())
                .contains("hanoi.reader")
                .doesNotContain(secret);
        assertThat(operator().get("/api/v1/audit?limit=1000").body())
                .contains("account.create")
                .doesNotContain(secret);
        assertThat(hue().get("/api/v1/agencies/hanoi/accounts").statusCode()).isEqualTo(404);
        assertRefused(hanoi().get("/api/v1/audit"), 403, "role-missing");
    }
}
