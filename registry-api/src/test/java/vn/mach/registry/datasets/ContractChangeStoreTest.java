package vn.mach.registry.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.PersonApi.ID_AND_PROVINCE;
import static vn.mach.registry.PersonApi.ok;
import static vn.mach.registry.PersonApi.post;
import static vn.mach.registry.PersonApi.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.PersonApi;
import vn.mach.registry.json.Json;

/** A dataset's contract changes under its views, through HTTP on a real database. */
class ContractChangeStoreTest {
    private static final String DATASET = "/api/v1/datasets/moj/person";
    private static final String EMAIL = "{\"name\":\"email\",\"type\":[\"null\",\"string\"],\"default\":null}";

    private final PersonApi api = new PersonApi();

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode dataset() {
        return ok(api.moj().get(DATASET));
    }

    private static String with(JsonNode contract, String... more) {
        var next = (ObjectNode) contract.deepCopy();
        for (var field : more) {
            ((ArrayNode) next.get("fields")).add(Json.tree(field));
        }
        return next.toString();
    }

    private static String without(JsonNode contract, String column) {
        var next = (ObjectNode) contract.deepCopy();
        var fields = next.putArray("fields");
        contract.get("fields").forEach(field -> {
            if (!field.get("name").asText().equals(column)) {
                fields.add(field);
            }
        });
        return next.toString();
    }

    private HttpResponse<String> change(String query, String contract, String classification, String... headers) {
        var body = "{\"contract\":" + contract + ",\"classification\":" + classification + "}";
        return headers.length == 0
                ? api.moj().post(DATASET + "/contract" + query, body)
                : post(api.moj(), DATASET + "/contract" + query, body, headers);
    }

    private long revision(String view) {
        return ok(api.moj().get("/api/v1/views/moj/person/" + view))
                .get("revision")
                .asLong();
    }

    @Test
    void a_new_column_touches_nobody_and_stays_hidden() {
        api.view("provinces", "", "province_code = '01'", ID_AND_PROVINCE);
        var schema = ok(api.moj().get("/api/v1/views/moj/person/provinces")).get("rowSchema");
        var next = with(dataset().get("contract"), EMAIL);

        var tried = ok(change("?dry-run=true", next, "{\"email\":\"personal\"}"));
        assertThat(tried.get("accepted").asBoolean()).isTrue();
        assertThat(tried.at("/added/0").asText()).isEqualTo("email");
        assertThat(tried.get("views")).isEmpty();
        assertThat(dataset().at("/contract/fields"))
                .as("a dry run changes nothing")
                .hasSize(3);

        var changed = ok(change("", next, "{\"email\":\"personal\"}"));

        assertThat(changed.get("version").asInt()).isEqualTo(2);
        assertThat(changed.get("access").asText()).isEqualTo("ready");
        assertThat(dataset().at("/classification/email").asText()).isEqualTo("personal");
        var view = ok(api.moj().get("/api/v1/views/moj/person/provinces"));
        assertThat(view.get("rowSchema")).isEqualTo(schema);
        assertThat(view.get("version").asInt())
                .as("what it shows is what it was")
                .isEqualTo(1);
        assertThat(view.get("revision").asInt())
                .as("the router hears of the contract")
                .isEqualTo(2);
        assertThat(ok(change("", next, "{}")).get("version").asInt())
                .as("the same again is no change")
                .isEqualTo(2);
        assertThat(revision("provinces")).isEqualTo(2);
        assertThat(api.country.audit.firstBroken()).isEmpty();
    }

    @Test
    void the_answer_names_each_view_and_grant_that_a_change_touches_and_what_it_breaks_is_refused() {
        ok(change("", with(dataset().get("contract"), EMAIL), "{\"email\":\"personal\"}"));
        api.view("provinces", "", "province_code = '01'", ID_AND_PROVINCE);
        api.view("mails", "hanoi", "", "[{\"column\":\"id\"},{\"column\":\"email\"}]");
        api.view("with-mail", "hanoi", "email IS NOT NULL", "[{\"column\":\"id\"}]");
        api.view(
                "no-mail",
                "hanoi",
                "",
                "[{\"column\":\"id\"},{\"column\":\"name\"},{\"column\":\"email\",\"rule\":\"withhold\"}]");
        var grant = api.granted("moj.person.mails", api.hanoi(), "hanoi");
        var next = without(dataset().get("contract"), "email");

        var tried = ok(change("?dry-run=true", next, "{}"));

        assertThat(tried.get("accepted").asBoolean()).isFalse();
        assertThat(tried.get("incompatible")).isEmpty();
        assertThat(PersonApi.texts(tried.get("views"), "view"))
                .containsExactly("moj.person.mails", "moj.person.with-mail");
        var mails = tried.at("/views/0");
        assertThat(mails.get("effect").asText()).isEqualTo("breaks");
        assertThat(mails.at("/uses/email/0").asText()).isEqualTo("columns");
        assertThat(mails.at("/grants/0/grant").asText()).isEqualTo(grant);
        assertThat(mails.at("/grants/0/agency").asText()).isEqualTo("hanoi");
        assertThat(tried.at("/views/1/uses/email/0").asText()).isEqualTo("condition");
        var refused = change("", next, "{}");
        refused(refused, 409, "contract-breaks-views");
        assertThat(refused.body())
                .contains("moj.person.mails, moj.person.with-mail")
                .doesNotContain("no-mail");

        ok(api.moj().post("/api/v1/grants/" + grant + "/revoke", "{\"reason\":\"r\"}"));
        ok(api.moj().post("/api/v1/views/moj/person/mails/retire", "{}"));
        ok(api.moj().post("/api/v1/views/moj/person/with-mail/retire", "{}"));
        ok(change("", next, "{}"));

        assertThat(dataset().get("classification").has("email")).isFalse();
        var kept = ok(api.moj().get("/api/v1/views/moj/person/no-mail"));
        assertThat(PersonApi.texts(kept.get("columns"), "column")).containsExactly("id", "name");
    }

    @Test
    void what_is_not_compatible_with_every_earlier_contract_is_refused_with_the_reason() {
        var first = dataset().get("contract");
        var required = "{\"name\":\"email\",\"type\":\"string\"}";

        var tried = ok(change("?dry-run=true", with(first, required), "{\"email\":\"personal\"}"));
        assertThat(tried.get("accepted").asBoolean()).isFalse();
        assertThat(tried.at("/incompatible/0").asText()).contains("without a default", "email");
        refused(change("", with(first, required), "{\"email\":\"personal\"}"), 409, "contract-incompatible");
        refused(change("", without(first, "id"), "{}"), 400, "illegal-contract");

        ok(change("", with(first, EMAIL), "{\"email\":\"personal\"}"));
        ok(change("", first.toString(), "{}"));
        var number = EMAIL.replace("\"string\"", "\"int\"");
        refused(change("", with(first, number), "{\"email\":\"personal\"}"), 409, "contract-incompatible");
    }

    @Test
    void a_contract_is_small_classified_and_names_no_java_class() {
        var first = dataset().get("contract");

        refused(change("", with(first, EMAIL), "{}"), 400, "unclassified-field");
        refused(change("", first.toString(), "{\"name\":\"basic\"}"), 409, "classification-changes");
        var evil =
                "{\"name\":\"email\",\"type\":[\"null\",{\"type\":\"string\",\"java-class\":\"java.net.URL\"}],\"default\":null}";
        refused(change("", with(first, evil), "{\"email\":\"basic\"}"), 400, "illegal-contract");
        var wide = java.util.stream.IntStream.range(0, 1_000)
                .mapToObj(i -> "{\"name\":\"c" + i + "\",\"type\":[\"null\",\"int\"],\"default\":null}")
                .toArray(String[]::new);
        refused(change("", with(first, wide), "{}"), 400, "illegal-contract");
        var doc = EMAIL.replace("{\"name\"", "{\"doc\":\"" + "x".repeat(65 * 1024) + "\",\"name\"");
        refused(change("", with(first, doc), "{\"email\":\"basic\"}"), 400, "illegal-contract");
        refused(change("?dry-run=perhaps", first.toString(), "{}"), 400, "invalid-parameter");
        var hue = api.as("s", "hue", "steward").post(DATASET + "/contract", "{\"contract\":" + first + "}");
        refused(hue, 404, "not-found");
    }

    @Test
    void a_change_is_one_act_on_the_version_its_author_knows() {
        var next = with(dataset().get("contract"), EMAIL);
        var classes = "{\"email\":\"personal\"}";

        refused(change("", next, classes, "If-Match", "\"2\""), 412, "version-changed");
        var first = change("", next, classes, "If-Match", "\"1\"", "Idempotency-Key", "k");
        assertThat(change("", next, classes, "If-Match", "\"1\"", "Idempotency-Key", "k")
                        .body())
                .isEqualTo(first.body());
        assertThat(api.moj().get(DATASET).headers().firstValue("ETag")).hasValue("\"2\"");
    }

    @Test
    void a_dataset_says_who_answers_for_it_and_how_fresh_it_is() {
        var body = (ObjectNode) Json.tree("{\"slug\":\"household\",\"legalBasis\":\"Law 60/2014\",\"key\":[\"id\"],"
                + "\"title\":{\"vi\":\"Hộ\",\"en\":\"Household\"},\"classification\":{\"id\":\"basic\"},"
                + "\"steward\":\"Cục Hộ tịch\",\"refresh\":\"PT15M\",\"contract\":{\"type\":\"record\",\"name\":\"Row\","
                + "\"namespace\":\"mach.moj.household\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}}");

        refused(
                api.moj()
                        .post(
                                "/api/v1/agencies/moj/datasets",
                                body.deepCopy().put("refresh", "often").toString()),
                400,
                "invalid-field");
        ok(api.moj().post("/api/v1/agencies/moj/datasets", body.toString()));

        var seen = ok(api.hanoi().get("/api/v1/datasets/moj/household"));
        assertThat(seen.get("steward").asText()).isEqualTo("Cục Hộ tịch");
        assertThat(seen.get("refresh").asText()).isEqualTo("PT15M");
    }
}
