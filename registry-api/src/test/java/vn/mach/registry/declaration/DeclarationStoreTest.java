package vn.mach.registry.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.PersonApi.ID_AND_PROVINCE;
import static vn.mach.registry.PersonApi.NAMES;
import static vn.mach.registry.PersonApi.ok;
import static vn.mach.registry.PersonApi.post;
import static vn.mach.registry.PersonApi.refused;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.PersonApi;
import vn.mach.registry.http.TestClient;

/** The registry as a text, through HTTP on a real database. */
class DeclarationStoreTest {
    private static final String CONDITION = "condition: \"province_code = '01'\"";

    private final PersonApi api = new PersonApi();
    private String grant = "";

    @BeforeEach
    void people() {
        api.view("hanoi", "hanoi", "province_code = '01'", NAMES);
        api.view("everywhere", "", "", ID_AND_PROVINCE);
        grant = api.granted("moj.person.everywhere", api.hue(), "hue");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private String export() {
        var answer = api.operator().get("/api/v1/export");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode plan(String yaml) {
        return ok(api.operator().post("/api/v1/plan", yaml));
    }

    private JsonNode apply(String yaml) {
        return ok(api.operator().post("/api/v1/apply", yaml));
    }

    private void refusedAtApply(String yaml, String code, String detail) {
        var before = export();
        var answer = api.operator().post("/api/v1/apply", yaml);
        assertThat(TestClient.json(answer).path("code").asText())
                .as(answer.body())
                .isEqualTo(code);
        assertThat(TestClient.json(answer).path("detail").asText()).contains(detail);
        assertThat(export()).isEqualTo(before);
    }

    private String grantState() {
        return ok(api.operator().get("/api/v1/grants/" + grant)).get("state").asText();
    }

    private static String replaced(String yaml, String old, String by) {
        assertThat(yaml).contains(old);
        return yaml.replace(old, by);
    }

    private static String without(String yaml, String section) {
        int from = yaml.indexOf(section + ":");
        assertThat(from).isNotNegative();
        return yaml.substring(0, from);
    }

    @Test
    void an_export_names_everything_that_is_granted_and_no_secret() {
        var yaml = export();

        assertThat(yaml)
                .contains("dataset: \"moj.person\"", "legal-basis: \"Decree 278/2025\"", "name: \"personal\"")
                .contains("view: \"moj.person.hanoi\"", "audience: \"hanoi\"", CONDITION)
                .contains("account: \"hue.reader\"", "until: \"2026-12-31\"", "state: \"active\"");
        api.country.kafkaUsers.values().forEach(secret -> assertThat(yaml).doesNotContain(secret.value()));
        assertThat(export()).isEqualTo(yaml);
    }

    @Test
    void only_an_operator_exports_plans_and_applies() {
        refused(api.moj().get("/api/v1/export"), 403, "role-missing");
        refused(api.moj().post("/api/v1/plan", "views: []"), 403, "role-missing");
        refused(api.moj().post("/api/v1/apply", "views: []"), 403, "role-missing");
    }

    @Test
    void a_changed_condition_is_told_old_and_new_and_then_carried_out() {
        var wanted = replaced(export(), CONDITION, "condition: \"province_code = '79'\"");

        var plan = plan(wanted);
        assertThat(plan.get("change").asInt()).isEqualTo(1);
        var one = plan.get("differences").get(0);
        assertThat(one.get("id").asText()).isEqualTo("moj.person.hanoi");
        assertThat(one.get("where").asText()).isEqualTo("views[1]");
        var field = one.get("fields").get(0);
        assertThat(field.get("from").asText()).isEqualTo("province_code = '01'");
        assertThat(field.get("to").asText()).isEqualTo("province_code = '79'");

        assertThat(apply(wanted).get("differences")).isEqualTo(plan.get("differences"));
        assertThat(export()).isEqualTo(wanted);
        assertThat(plan(wanted).get("differences")).isEmpty();
    }

    @Test
    void a_rule_that_goes_without_saying_is_no_difference() {
        assertThat(plan(replaced(export(), "    rule: \"keep\"\n", "")).get("differences"))
                .isEmpty();
    }

    @Test
    void what_is_not_mentioned_is_left_alone() {
        assertThat(plan(without(export(), "grants")).get("differences")).isEmpty();
    }

    @Test
    void a_grant_that_is_not_declared_is_revoked_before_the_answer() {
        var done = apply(without(export(), "grants") + "grants: []\n");

        assertThat(done.get("delete").asInt()).isEqualTo(1);
        assertThat(done.get("taken").get(0).asText()).isEqualTo(grant);
        assertThat(grantState()).isEqualTo("revoked");
    }

    @Test
    void a_grant_is_suspended_and_resumed_as_declared() {
        var active = export();
        var suspended = replaced(active, "state: \"active\"", "state: \"suspended\"");

        apply(suspended);
        assertThat(grantState()).isEqualTo("suspended");
        assertThat(export()).isEqualTo(suspended);

        apply(active);
        assertThat(grantState()).isEqualTo("active");
    }

    @Test
    void a_grant_comes_only_from_a_request_that_two_people_approved() {
        var more = export()
                + "- view: moj.person.everywhere\n  account: hanoi.reader\n  until: 2026-12-31\n  state: active\n";

        assertThat(plan(more).at("/differences/0/refused").asText()).contains("approved by two people");
        refusedAtApply(more, "declaration-refused", "grants[1]: grant 'moj.person.everywhere to hanoi.reader'");
        refusedAtApply(
                replaced(export(), "until: \"2026-12-31\"", "until: \"2027-12-31\""),
                "declaration-refused",
                "lasts longer when two people approve");
    }

    @Test
    void what_the_api_would_refuse_is_refused_with_its_place_and_nothing_else_is_done() {
        var agency = "- slug: gialai\n  name: Gia Lai\n  level: province\n";
        var more = replaced(export(), "datasets:", agency + "datasets:");

        refusedAtApply(
                replaced(more, "everywhere\"\n  condition: \"\"", "everywhere\"\n  condition: \"id = '1'\""),
                "view-granted",
                "views[0]: view 'moj.person.everywhere'");
        refusedAtApply(
                replaced(more, CONDITION, "condition: \"nothing = '01'\""),
                "illegal-view",
                "views[1]: view 'moj.person.hanoi'");
        assertThat(apply(more).get("create").asInt()).isEqualTo(1);
    }

    @Test
    void a_view_that_is_not_declared_is_retired_if_nobody_reads_it() {
        var yaml = export();
        int from = yaml.indexOf("- view: \"moj.person.hanoi\"");
        var less = yaml.substring(0, from) + yaml.substring(yaml.indexOf("grants:"));

        apply(less);
        assertThat(ok(api.moj().get("/api/v1/views/moj/person/hanoi"))
                        .get("state")
                        .asText())
                .isEqualTo("retired");
        assertThat(export()).isEqualTo(less);
        refusedAtApply("views: []\n", "view-granted", "views: view 'moj.person.everywhere'");
    }

    @Test
    void a_contract_grows_and_a_view_shows_the_new_column_in_one_act() {
        var grown = replaced(
                replaced(export(), "    name: \"personal\"\n", "    name: \"personal\"\n    ward: basic\n"),
                "    - name: \"province_code\"",
                "    - {name: ward, type: [\"null\", string], default: null}\n    - name: \"province_code\"");
        var view = "- view: moj.person.wards\n  columns: [{column: id}, {column: ward}]\n";

        var done = apply(replaced(grown, "grants:", view + "grants:"));

        assertThat(done.at("/differences/0/fields").findValuesAsText("field"))
                .containsExactly("classification.ward", "contract.fields[ward]");
        assertThat(done.get("change").asInt()).isEqualTo(1);
        assertThat(done.get("create").asInt()).isEqualTo(1);
        assertThat(export()).contains("view: \"moj.person.wards\"", "name: \"ward\"");
    }

    @Test
    void a_contract_that_would_break_a_view_is_refused() {
        var shrunk = replaced(
                export(),
                "- name: \"province_code\"\n      type: \"string\"",
                "- name: \"province_code\"\n      type: \"long\"");

        refusedAtApply(shrunk, "contract-incompatible", "datasets[0]: dataset 'moj.person'");
    }

    @Test
    void what_has_no_act_is_refused_and_says_which() {
        refusedAtApply(
                replaced(export(), "legal-basis: \"Decree 278/2025\"", "legal-basis: other"),
                "declaration-refused",
                "datasets[0]: dataset 'moj.person': legal-basis:");
        refusedAtApply("agencies: []\n", "declaration-refused", "never deleted");
    }

    @Test
    void a_plan_that_is_no_longer_true_is_not_carried_out() {
        var wanted = replaced(export(), CONDITION, "condition: \"province_code = '79'\"");
        var seen = api.operator()
                .post("/api/v1/plan", wanted)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        api.view("names", "hue", "", NAMES);

        refused(post(api.operator(), "/api/v1/apply", wanted, "If-Match", seen), 412, "version-changed");
    }

    @Test
    void what_is_no_declaration_is_refused_with_its_place() {
        refused(api.operator().post("/api/v1/plan", "views: [\n"), 400, "malformed-yaml");
        refused(api.operator().post("/api/v1/plan", "views: []\nviews: []\n"), 400, "malformed-yaml");
        refused(api.operator().post("/api/v1/plan", ""), 400, "malformed-yaml");
        refused(api.operator().post("/api/v1/plan", "{}"), 400, "empty-declaration");
        refused(api.operator().post("/api/v1/plan", "views: [null]"), 400, "invalid-field");
        var unknown = api.operator().post("/api/v1/plan", "agencies:\n- {slug: xx, name: X, level: other, nam: Y}\n");
        assertThat(TestClient.json(unknown).get("detail").asText()).startsWith("agencies[0].nam: is not a key here");
        var twice = api.operator().post("/api/v1/plan", "views:\n" + "- {view: aa.bb.cc, columns: []}\n".repeat(2));
        assertThat(TestClient.json(twice).get("detail").asText()).startsWith("views[1]: view 'aa.bb.cc' stands above");
        var missing = api.operator().post("/api/v1/plan", "grants:\n- {view: aa.bb.cc, account: dd.ee}\n");
        assertThat(TestClient.json(missing).get("detail").asText()).isEqualTo("grants[0]: until: is required");
    }

    @Test
    void an_apply_is_told_in_the_audit_log_with_the_acts_it_was_made_of() {
        apply(without(export(), "grants") + "grants: []\n");

        var log = ok(api.as("auditor", "mic", "auditor").get("/api/v1/audit")).toString();
        assertThat(log).contains("declaration.apply", "grant.revoke", "not in the declaration");
    }
}
