package vn.mach.registry.views;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.PersonApi.ok;
import static vn.mach.registry.PersonApi.refused;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.PersonApi;

/** A view is tried before there is one. */
class TrialStoreTest {
    private static final String TRY = "/api/v1/views/try";

    private final PersonApi api = new PersonApi();

    @AfterEach
    void stop() {
        api.close();
    }

    private static String trial(String condition, String columns, String rows) {
        return "{\"dataset\":\"moj.person\",\"condition\":\"" + condition + "\",\"columns\":" + columns + ",\"rows\":"
                + rows + "}";
    }

    private JsonNode tried(String condition, String columns, String rows) {
        return ok(api.moj().post(TRY, trial(condition, columns, rows)));
    }

    @Test
    void a_trial_tells_which_rows_appear_and_how() {
        var answer = tried(
                "province_code = '01' AND name LIKE 'N%'",
                "[{\"column\":\"id\"},{\"column\":\"name\",\"rule\":\"mask\",\"keepFirst\":1}]",
                "[{\"id\":\"1\",\"name\":\"Nam\",\"province_code\":\"01\"},"
                        + "{\"id\":\"2\",\"name\":\"An\",\"province_code\":\"01\"},"
                        + "{\"id\":\"3\",\"province_code\":\"01\"}]");

        assertThat(answer.get("sharing").asText()).isEqualTo("sealed");
        assertThat(answer.at("/rows/0/appears").asBoolean()).isTrue();
        assertThat(answer.at("/rows/0/row").toString()).isEqualTo("{\"id\":\"1\",\"name\":\"N**\"}");
        assertThat(answer.at("/rows/0/key").toString()).isEqualTo("{\"id\":\"1\"}");
        assertThat(answer.at("/rows/1").toString()).isEqualTo("{\"appears\":false}");
        assertThat(answer.at("/rows/2/appears").asBoolean())
                .as("NULL LIKE is unknown")
                .isFalse();
        assertThat(ok(api.moj().get("/api/v1/views"))).as("nothing is stored").isEmpty();
    }

    @Test
    void a_pseudonym_is_only_shown_in_its_form() {
        var answer = tried(
                "",
                "[{\"column\":\"id\",\"rule\":\"pseudonym\"}]",
                "[{\"id\":\"1\",\"province_code\":\"01\"},{\"id\":\"1\",\"province_code\":\"02\"}]");

        assertThat(answer.get("note").asText()).contains("another key");
        assertThat(answer.at("/rows/0/row/id").asText()).hasSizeGreaterThan(20).isNotEqualTo("1");
        assertThat(answer.at("/rows/0/row/id")).isEqualTo(answer.at("/rows/1/row/id"));
    }

    @Test
    void what_does_not_fit_is_refused_with_its_place_and_without_its_value() {
        var columns = "[{\"column\":\"id\"}]";
        refused(api.moj().post(TRY, trial("nothing = 1", columns, "[{\"id\":\"1\"}]")), 400, "illegal-view");
        var missing = api.moj().post(TRY, trial("", columns, "[{\"id\":\"secret\"}]"));
        refused(missing, 400, "illegal-sample");
        assertThat(missing.body())
                .contains("rows[0]: column 'province_code' is missing")
                .doesNotContain("secret");
        refused(api.moj().post(TRY, trial("", columns, "[{\"salary\":\"1\"}]")), 400, "illegal-sample");
        refused(api.moj().post(TRY, trial("", columns, "[]")), 400, "invalid-field");
        var row = "[{\"id\":\"1\",\"province_code\":\"01\"}]";
        refused(api.hanoi().post(TRY, trial("", columns, row)), 403, "role-missing");
        refused(api.as("s", "hue", "steward").post(TRY, trial("", columns, row)), 404, "not-found");
    }
}
