package vn.mach.registry.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.PersonApi.ID_AND_PROVINCE;
import static vn.mach.registry.PersonApi.NAMES;
import static vn.mach.registry.PersonApi.ok;
import static vn.mach.registry.PersonApi.refused;
import static vn.mach.registry.PersonApi.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.PersonApi;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.json.Json;

/** From asking to a decision, through HTTP on a real database. */
class RequestLifeStoreTest {
    private static final String REQUESTS = "/api/v1/requests";

    private final PersonApi api = new PersonApi();

    @AfterEach
    void stop() {
        api.close();
    }

    private String submitted() {
        return ok(api.hanoi().post(REQUESTS, request("moj.person.provinces", "hanoi", "2027-12-31")))
                .get("id")
                .asText();
    }

    private JsonNode seen(String id) {
        return ok(api.hanoi().get(REQUESTS + "/" + id));
    }

    private HttpResponse<String> wants(TestClient who, String agency, String condition, String columns) {
        var body = (ObjectNode) Json.tree(request("x.y.z", agency, "2026-12-31"));
        body.remove("view");
        body.put("dataset", "moj.person").put("condition", condition);
        body.set("columns", Json.tree(columns));
        return who.post(REQUESTS, body.toString());
    }

    private HttpResponse<String> approve(TestClient who, String id, String body) {
        return who.post(REQUESTS + "/" + id + "/approve", body);
    }

    @Test
    void a_request_is_due_after_two_working_days_and_escalated_from_then_on() {
        api.view("provinces", "", "", ID_AND_PROVINCE);
        api.country.clock.moveTo("2026-04-29T03:00:00Z"); // the day before two holidays and a weekend
        var id = submitted();

        assertThat(seen(id).get("due").asText()).isEqualTo("2026-05-05T03:00:00Z");
        api.country.clock.moveTo("2026-05-05T03:00:00Z");
        assertThat(seen(id).get("escalated").asBoolean()).isFalse();
        assertThat(seen(id).get("waitsFor").asText()).isEqualTo("owner");
        ok(approve(api.moj(), id, ""));
        api.country.clock.moveTo("2026-05-05T03:00:01Z");
        assertThat(seen(id).get("escalated").asBoolean()).isTrue();
        assertThat(seen(id).get("waitsFor").asText()).isEqualTo("operator");
        ok(approve(api.operator(), id, "{}"));
        assertThat(seen(id).get("escalated").asBoolean()).isFalse();
        assertThat(seen(id).has("waitsFor")).isFalse();
    }

    @Test
    void figures_tell_how_long_each_owner_takes_to_decide() {
        api.view("provinces", "", "", ID_AND_PROVINCE);
        api.country.clock.moveTo("2026-03-02T02:00:00Z");
        var ids = java.util.stream.IntStream.range(0, 11)
                .mapToObj(i -> submitted())
                .toList();
        for (int hours = 1; hours <= 10; hours++) {
            api.country.clock.moveTo("2026-03-02T%02d:00:00Z".formatted(2 + hours));
            ok(api.moj().post(REQUESTS + "/" + ids.get(hours - 1) + "/reject", "{\"reason\":\"r\"}"));
        }
        api.country.clock.moveTo("2026-03-05T02:00:00Z");
        ok(api.hanoi().post(REQUESTS + "/" + submitted() + "/withdraw", ""));

        var figures = ok(api.operator().get(REQUESTS + "/figures"));

        assertThat(figures).hasSize(1);
        assertThat(figures.at("/0/owner").asText()).isEqualTo("moj");
        assertThat(figures.at("/0/open").asInt()).isEqualTo(1);
        assertThat(figures.at("/0/overdue").asInt()).isEqualTo(1);
        assertThat(figures.at("/0/decided").asInt()).isEqualTo(10);
        assertThat(figures.at("/0/medianHours").asDouble()).isEqualTo(5.5);
        assertThat(figures.at("/0/p90Hours").asDouble()).isEqualTo(9.1);
        assertThat(ok(api.moj().get(REQUESTS + "/figures"))).hasSize(1);
        assertThat(ok(api.as("s", "hue", "steward").get(REQUESTS + "/figures"))).isEmpty();
    }

    @Test
    void a_legal_basis_is_a_code_that_is_in_force() {
        api.view("provinces", "", "", ID_AND_PROVINCE);
        var body = request("moj.person.provinces", "hanoi", "2026-12-31");

        var unknown = api.hanoi().post(REQUESTS, body.replace("Decree 278/2025", "Because we can"));
        refused(unknown, 400, "unknown-legal-basis");
        assertThat(unknown.body()).contains("Decree 278/2025 | Decree 194/2025");
        var replaced = api.hanoi().post(REQUESTS, body.replace("Decree 278/2025", "Decree 47/2020"));
        refused(replaced, 400, "unknown-legal-basis");
        assertThat(replaced.body()).contains("'Decree 47/2020' is not in force");
        assertThat(ok(api.hanoi().get("/api/v1/legal-bases")).findValuesAsText("number"))
                .contains("278/2025/NĐ-CP", "47/2020/NĐ-CP");
        ok(api.hanoi().post(REQUESTS, body));
    }

    @Test
    void what_a_request_wants_becomes_a_view_when_the_owner_agrees() {
        var wanted = ok(wants(api.hanoi(), "hanoi", "province_code = '01'", NAMES));
        assertThat(wanted.has("view")).isFalse();
        assertThat(wanted.at("/wanted/condition").asText()).isEqualTo("province_code = '01'");
        var id = wanted.get("id").asText();

        refused(approve(api.operator(), id, "{}"), 409, "wrong-state");
        var agreed = ok(approve(api.moj(), id, "{\"slug\":\"hanoi-names\"}"));

        assertThat(agreed.get("view").asText()).isEqualTo("moj.person.hanoi-names");
        var view = ok(api.hanoi().get("/api/v1/views/moj/person/hanoi-names"));
        assertThat(view.get("sharing").asText()).isEqualTo("sealed");
        assertThat(view.get("audience").asText()).isEqualTo("hanoi");
        assertThat(view.get("state").asText()).isEqualTo("closed");
        assertThat(ok(approve(api.operator(), id, "")).get("grantState").asText())
                .isEqualTo("active");
        assertThat(api.country.audit.firstBroken()).isEmpty();
    }

    @Test
    void an_equal_definition_is_the_shared_view_there_is() {
        api.view("provinces", "", "province_code = '01'", ID_AND_PROVINCE);
        var turned = "[{\"column\":\"province_code\"},{\"column\":\"id\"}]";

        var same = ok(wants(api.hue(), "hue", " province_code = '01' ", turned))
                .get("id")
                .asText();
        var other = ok(wants(api.hue(), "hue", "province_code = '46'", turned))
                .get("id")
                .asText();

        assertThat(ok(approve(api.moj(), same, "{}")).get("view").asText()).isEqualTo("moj.person.provinces");
        assertThat(ok(approve(api.moj(), other, "")).get("view").asText())
                .isEqualTo("moj.person.r-" + other.substring(0, 8));
        ok(approve(api.operator(), same, ""));
        assertThat(ok(api.operator().get("/api/v1/views"))).hasSize(2);
    }

    @Test
    void asking_tells_nothing_of_a_datasets_columns_and_only_its_owner_learns_that_it_does_not_fit() {
        var asked = wants(api.hanoi(), "hanoi", "secret_column = 1", "[{\"column\":\"salary\"}]");
        var id = ok(asked).get("id").asText();
        assertThat(asked.body()).doesNotContain("province_code");

        var tried = approve(api.moj(), id, "{}");

        refused(tried, 400, "illegal-view");
        assertThat(tried.body()).contains("secret_column");
        assertThat(seen(id).get("state").asText()).isEqualTo("submitted");
        refused(wants(api.hanoi(), "hanoi", "", "[]"), 400, "invalid-field");
        var both = request("moj.person.x", "hanoi", "2026-12-31").replace("{", "{\"dataset\":\"moj.person\",");
        refused(api.hanoi().post(REQUESTS, both), 400, "missing-field");
    }

    @Test
    void a_grant_is_renewed_by_the_two_who_gave_it_without_an_interruption() {
        api.view("names", "hanoi", "", NAMES);
        var grant = api.granted("moj.person.names", api.hanoi(), "hanoi");
        var renew = "/api/v1/grants/" + grant + "/renew";

        refused(api.hue().post(renew, "{\"until\":\"2027-12-31\"}"), 404, "not-found");
        refused(api.hanoi().post(renew, "{\"until\":\"2026-12-31\"}"), 409, "until-not-later");
        var asked = ok(api.hanoi().post(renew, "{\"until\":\"2027-12-31\"}"));
        assertThat(asked.get("renews").asText()).isEqualTo(grant);
        assertThat(asked.get("purpose").asText()).isEqualTo("residence checks");
        var id = asked.get("id").asText();
        refused(approve(api.as("hanoi-member", "moj", "steward"), id, "{}"), 403, "own-request");
        assertThat(ok(api.hanoi().get("/api/v1/grants/" + grant)).get("until").asText())
                .isEqualTo("2026-12-31");

        assertThat(ok(approve(api.moj(), id, "")).has("access"))
                .as("nothing is given yet")
                .isFalse();
        var renewed = ok(approve(api.operator(), id, ""));

        assertThat(renewed.get("grant").asText()).isEqualTo(grant);
        assertThat(ok(api.hanoi().get("/api/v1/grants/" + grant)).get("until").asText())
                .isEqualTo("2027-12-31");
        api.country.clock.moveTo("2027-06-01T02:00:00Z");
        api.country.grants.expireLapsed();
        assertThat(api.country.database.read(api.country.grants::active)).hasSize(1);
    }

    @Test
    void a_grant_that_is_over_is_not_renewed_even_if_that_was_asked_for_in_time() {
        api.view("names", "hanoi", "", NAMES);
        var grant = api.granted("moj.person.names", api.hanoi(), "hanoi");
        var id = ok(api.hanoi().post("/api/v1/grants/" + grant + "/renew", "{\"until\":\"2027-12-31\"}"))
                .get("id")
                .asText();
        ok(approve(api.moj(), id, "{}"));
        ok(api.operator().post("/api/v1/grants/" + grant + "/revoke", "{\"reason\":\"misuse\"}"));

        refused(approve(api.operator(), id, "{}"), 409, "grant-ended");
    }
}
