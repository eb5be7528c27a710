package vn.mach.registry.agencies;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.ServedCountry.done;
import static vn.mach.registry.ServedCountry.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.json.Json;

class MergerStoreTest {
    private static final String MERGERS = "/api/v1/agencies/mergers";
    private static final String LAW = "202/2025/QH15";

    private final ServedCountry api = new ServedCountry();
    private final TestClient haGiang = api.as("hg", "ha-giang", "steward", "member");
    private final TestClient tuyenQuang = api.as("tq", "tuyen-quang", "steward", "member");
    private final TestClient hue = api.as("h", "hue", "steward", "member");

    @BeforeEach
    void enrol() {
        done(api.operator().post("/api/v1/agencies/import", Provinces.table()));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static String merger(List<String> from, String into, String on) {
        return Json.text(Map.of("from", from, "into", into, "on", on, "legalBasis", LAW));
    }

    private JsonNode merge(String from, String into, String on) {
        return done(api.operator().post(MERGERS, merger(List.of(from), into, on)));
    }

    @Test
    void sixty_three_provinces_become_thirty_four_and_their_history_stays() {
        for (int round = 1; round <= 2; round++) {
            Provinces.mergers()
                    .forEach((into, from) -> done(api.operator().post(MERGERS, merger(from, into, "2025-07-01"))));
        }

        assertThat(done(hue.get("/api/v1/agencies?level=province&at=2025-06-30")))
                .hasSize(63);
        assertThat(done(hue.get("/api/v1/agencies?level=province&at=2025-07-01")))
                .hasSize(34);
        assertThat(done(hue.get("/api/v1/agencies?code=02"))).as("closed").isEmpty();
        assertThat(done(hue.get("/api/v1/agencies?code=02&at=2025-06-30"))
                        .at("/0/merged/into")
                        .asText())
                .isEqualTo("tuyen-quang");
        assertThat(done(hue.get("/api/v1/agencies?code=08")).at("/0/slug").asText())
                .isEqualTo("tuyen-quang");
        assertThat(done(api.operator().get("/api/v1/audit?limit=1000")).findValuesAsText("action").stream()
                        .filter("agency.merge"::equals))
                .as("once each")
                .hasSize(29);
        assertThat(done(api.operator().post("/api/v1/agencies/import", Provinces.table()))
                        .get("unchanged")
                        .asInt())
                .as("the old list again")
                .isEqualTo(63);
    }

    private void dataset(TestClient steward, String agency) {
        var row = "{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"mach." + agency.replace('-', '_')
                + ".land\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"owner\",\"type\":\"string\"}]}";
        done(steward.post(
                "/api/v1/agencies/" + agency + "/datasets",
                "{\"slug\":\"land\",\"title\":{\"vi\":\"Đất\",\"en\":\"Land\"},\"legalBasis\":\"l\",\"key\":[\"id\"],"
                        + "\"classification\":{\"id\":\"basic\",\"owner\":\"personal\"},\"contract\":" + row + "}"));
    }

    private void view(TestClient steward, String dataset, String slug, String subscriber) {
        done(steward.post(
                "/api/v1/datasets/" + dataset + "/views",
                "{\"slug\":\"" + slug + "\",\"subscriber\":\"" + subscriber
                        + "\",\"columns\":[{\"column\":\"id\"},{\"column\":\"owner\"}]}"));
    }

    private static String request(String view, String account) {
        return Json.text(Map.of(
                "view",
                view,
                "account",
                account,
                "purpose",
                "p",
                "legalBasis",
                "Decree 278/2025",
                "until",
                "2027-12-31",
                "contact",
                "c"));
    }

    private String granted(TestClient subscriber, TestClient owner, String view, String account) {
        var id = done(subscriber.post("/api/v1/requests", request(view, account)))
                .get("id")
                .asText();
        done(owner.post("/api/v1/requests/" + id + "/approve", "{}"));
        return done(api.operator().post("/api/v1/requests/" + id + "/approve", "{}"))
                .get("grant")
                .asText();
    }

    @Test
    void the_successor_answers_for_datasets_accounts_and_grants_which_keep_their_names() {
        dataset(haGiang, "ha-giang");
        view(haGiang, "ha-giang/land", "hue", "hue");
        dataset(hue, "hue");
        view(hue, "hue/land", "ha-giang", "ha-giang");
        done(haGiang.post("/api/v1/agencies/ha-giang/accounts", "{\"name\":\"reader\"}"));
        done(hue.post("/api/v1/agencies/hue/accounts", "{\"name\":\"reader\"}"));
        var given = granted(hue, haGiang, "ha-giang.land.hue", "hue.reader");
        var received = granted(haGiang, hue, "hue.land.ha-giang", "ha-giang.reader");
        assertThat(done(tuyenQuang.get("/api/v1/grants"))).isEmpty();
        assertThat(tuyenQuang.get("/api/v1/views/hue/land/ha-giang").statusCode())
                .isEqualTo(404);
        var grants = api.country.database.read(api.country.grants::active);
        var users = Map.copyOf(api.country.kafkaUsers);

        merge("ha-giang", "tuyen-quang", "2026-03-01");

        assertThat(api.country.database.read(api.country.grants::active))
                .as("nothing is renamed")
                .isEqualTo(grants);
        assertThat(api.country.kafkaUsers).isEqualTo(users);
        assertThat(done(tuyenQuang.get("/api/v1/grants")).findValuesAsText("id"))
                .containsExactlyInAnyOrder(given, received);
        assertThat(done(tuyenQuang.get("/api/v1/datasets/ha-giang/land")).has("contract"))
                .isTrue();
        assertThat(done(tuyenQuang.get("/api/v1/views/hue/land/ha-giang"))
                        .get("state")
                        .asText())
                .isEqualTo("open");
        done(tuyenQuang.post("/api/v1/agencies/ha-giang/accounts/reader/rotate", ""));
        view(tuyenQuang, "ha-giang/land", "moj", "ca-mau");
        var revoked = done(tuyenQuang.post("/api/v1/grants/" + given + "/revoke", "{\"reason\":\"over\"}"));
        assertThat(revoked.get("state").asText()).isEqualTo("revoked");
        refused(hue.post("/api/v1/agencies/ha-giang/accounts/reader/rotate", ""), 404, "not-found");
    }

    @Test
    void the_successor_asks_with_either_account_for_what_is_meant_for_either() {
        dataset(hue, "hue");
        view(hue, "hue/land", "ha-giang", "ha-giang");
        view(hue, "hue/land", "tuyen-quang", "tuyen-quang");
        done(haGiang.post("/api/v1/agencies/ha-giang/accounts", "{\"name\":\"reader\"}"));
        done(tuyenQuang.post("/api/v1/agencies/tuyen-quang/accounts", "{\"name\":\"reader\"}"));
        refused(
                tuyenQuang.post("/api/v1/requests", request("hue.land.ha-giang", "tuyen-quang.reader")),
                404,
                "not-found");

        merge("ha-giang", "tuyen-quang", "2026-03-01");

        granted(tuyenQuang, hue, "hue.land.ha-giang", "tuyen-quang.reader");
        granted(tuyenQuang, hue, "hue.land.tuyen-quang", "ha-giang.reader");
    }

    @Test
    void a_merger_on_a_future_day_takes_effect_on_that_day() {
        dataset(haGiang, "ha-giang");
        merge("ha-giang", "tuyen-quang", "2026-07-01");

        refused(tuyenQuang.post("/api/v1/agencies/ha-giang/datasets", "{}"), 400, "missing-field");
        assertThat(done(tuyenQuang.get("/api/v1/datasets/ha-giang/land")).has("contract"))
                .isFalse();
        view(haGiang, "ha-giang/land", "before", "hue");
        api.country.clock.moveTo("2026-06-30T16:59:59Z");
        assertThat(done(haGiang.get("/api/v1/datasets/ha-giang/land")).has("contract"))
                .isTrue();

        api.country.clock.moveTo("2026-06-30T17:00:00Z");

        var told = refused(haGiang.get("/api/v1/datasets/ha-giang/land"), 403, "agency-merged");
        assertThat(told.get("detail").asText()).contains("get a token of that one");
        assertThat(done(tuyenQuang.get("/api/v1/datasets/ha-giang/land")).has("contract"))
                .isTrue();
        refused(tuyenQuang.post("/api/v1/agencies/ha-giang/accounts", "{\"name\":\"newer\"}"), 409, "agency-merged");
    }

    @Test
    void an_agency_ends_once_and_in_one_that_goes_on() {
        merge("ha-giang", "tuyen-quang", "2026-07-01");

        refused(post(List.of("ha-giang"), "hue", "2026-07-01"), 409, "agency-merged");
        refused(post(List.of("ha-giang"), "tuyen-quang", "2026-08-01"), 409, "agency-merged");
        refused(post(List.of("hue"), "ha-giang", "2026-07-01"), 409, "successor-ended");
        refused(post(List.of("tuyen-quang"), "hue", "2026-06-01"), 409, "agency-needed");
        refused(post(List.of("tuyen-quang"), "ha-giang", "2026-08-01"), 409, "successor-ended");
        refused(post(List.of("hue", "da-nang"), "hue", "2026-08-01"), 400, "invalid-field");
        refused(post(List.of("nowhere"), "hue", "2026-08-01"), 404, "not-found");
        refused(post(List.of("hue", "nowhere"), "da-nang", "2026-08-01"), 404, "not-found");
        assertThat(done(hue.get("/api/v1/agencies/hue")).has("merged"))
                .as("all or nothing")
                .isFalse();
        refused(haGiang.post(MERGERS, merger(List.of("hue"), "ha-giang", "2026-08-01")), 403, "role-missing");
    }

    private java.net.http.HttpResponse<String> post(List<String> from, String into, String on) {
        return api.operator().post(MERGERS, merger(from, into, on));
    }
}
