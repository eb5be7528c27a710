package vn.mach.registry.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.PersonApi.ID_AND_PROVINCE;
import static vn.mach.registry.PersonApi.NAMES;
import static vn.mach.registry.PersonApi.ok;
import static vn.mach.registry.PersonApi.refused;
import static vn.mach.registry.PersonApi.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.PersonApi;
import vn.mach.registry.http.TestClient;

/** What becomes of a grant, through HTTP on a real database; Kafka takes all it is told. */
class GrantLifeStoreTest {
    private static final String WHY = "{\"reason\":\"misuse is suspected\"}";

    private final PersonApi api = new PersonApi();

    @AfterEach
    void stop() {
        api.close();
    }

    private String sealed() {
        api.view("names", "hanoi", "", NAMES);
        return api.granted("moj.person.names", api.hanoi(), "hanoi");
    }

    private HttpResponse<String> act(TestClient who, String grant, String act, String body) {
        return who.post("/api/v1/grants/" + grant + "/" + act, body);
    }

    private JsonNode grant(String id) {
        return ok(api.operator().get("/api/v1/grants/" + id));
    }

    private String viewState() {
        return ok(api.moj().get("/api/v1/views/moj/person/names")).get("state").asText();
    }

    @Test
    void a_suspension_closes_a_sealed_view_and_a_resumption_opens_it_again() {
        var grant = sealed();

        var suspended = ok(act(api.moj(), grant, "suspend", WHY));

        assertThat(suspended.get("state").asText()).isEqualTo("suspended");
        assertThat(suspended.get("reason").asText()).isEqualTo("misuse is suspected");
        assertThat(suspended.at("/gate/closed").asBoolean()).isTrue();
        assertThat(viewState()).isEqualTo("closed");
        assertThat(api.country.database.read(api.country.grants::active)).isEmpty();

        var resumed = ok(act(api.moj(), grant, "resume", "{}"));

        assertThat(resumed.get("state").asText()).isEqualTo("active");
        assertThat(resumed.get("access").asText()).isEqualTo("ready");
        assertThat(resumed.has("reason")).isFalse();
        assertThat(viewState()).isEqualTo("open");
        assertThat(api.country.database.read(api.country.grants::active)).hasSize(1);
    }

    @Test
    void a_suspended_grant_keeps_its_place_and_can_be_revoked_for_good() {
        var grant = sealed();
        ok(act(api.operator(), grant, "suspend", WHY));
        var second = ok(api.hanoi()
                        .post("/api/v1/requests", PersonApi.request("moj.person.names", "hanoi", "2026-12-31")))
                .get("id")
                .asText();
        ok(api.moj().post("/api/v1/requests/" + second + "/approve", "{}"));
        refused(api.operator().post("/api/v1/requests/" + second + "/approve", "{}"), 409, "grant-exists");
        refused(api.moj().post("/api/v1/views/moj/person/names/retire", "{}"), 409, "view-granted");

        assertThat(ok(act(api.moj(), grant, "revoke", WHY)).get("state").asText())
                .isEqualTo("revoked");

        refused(act(api.moj(), grant, "resume", "{}"), 409, "grant-ended");
        assertThat(viewState()).isEqualTo("revoked");
    }

    @Test
    void only_the_owners_steward_and_operators_suspend_and_resume() {
        var grant = sealed();

        refused(act(api.hanoi(), grant, "suspend", WHY), 403, "role-missing");
        refused(act(api.as("s", "hanoi", "steward"), grant, "suspend", WHY), 403, "not-yours");
        refused(act(api.as("s", "hue", "steward"), grant, "suspend", WHY), 404, "not-found");
        refused(act(api.moj(), grant, "resume", "{}"), 409, "wrong-state");
        refused(act(api.moj(), grant, "suspend", "{}"), 400, "missing-field");
        assertThat(grant(grant).get("state").asText()).isEqualTo("active");
    }

    @Test
    void a_suspended_grant_ends_after_its_last_day_too() {
        var grant = sealed();
        ok(act(api.moj(), grant, "suspend", WHY));

        api.country.clock.moveTo("2026-12-31T17:00:00Z");
        api.country.grants.expireLapsed();

        assertThat(grant(grant).get("state").asText()).isEqualTo("expiring");
        assertThat(viewState()).isEqualTo("revoked");
    }

    @Test
    void a_view_is_suspended_for_all_its_subscribers_or_for_some() {
        api.view("provinces", "", "", ID_AND_PROVINCE);
        var hanoi = api.granted("moj.person.provinces", api.hanoi(), "hanoi");
        var hue = api.granted("moj.person.provinces", api.hue(), "hue");
        var path = "/api/v1/views/moj/person/provinces/suspend";

        var one = ok(api.moj().post(path, "{\"accounts\":[\"hue.reader\"],\"noticeDays\":0,\"reason\":\"misuse\"}"));
        assertThat(texts(one.get("grants"), "state")).containsExactly("suspended");
        assertThat(grant(hue).get("state").asText()).isEqualTo("suspended");
        assertThat(grant(hanoi).get("state").asText()).isEqualTo("active");

        refused(api.moj().post(path, "{\"accounts\":[\"hue.reader\"],\"reason\":\"r\"}"), 409, "no-active-grant");
        ok(api.operator().post(path, "{\"noticeDays\":0,\"reason\":\"upgrade\"}"));
        assertThat(grant(hanoi).get("state").asText()).isEqualTo("suspended");
        refused(api.moj().post(path, "{\"noticeDays\":0,\"reason\":\"r\"}"), 409, "no-active-grant");
        refused(api.as("s", "hue", "steward").post(path, "{\"reason\":\"r\"}"), 404, "not-found");
        assertThat(api.country.audit.firstBroken()).isEmpty();
    }

    @Test
    void a_view_is_suspended_in_the_version_its_owner_knows() {
        sealed();
        var path = "/api/v1/views/moj/person/names/suspend";
        var body = "{\"noticeDays\":0,\"reason\":\"misuse\"}";

        refused(PersonApi.post(api.moj(), path, body, "If-Match", "\"1\""), 412, "version-changed");
        var done = PersonApi.post(api.moj(), path, body, "If-Match", "\"2\"");

        assertThat(texts(ok(done).get("grants"), "state")).containsExactly("suspended");
        assertThat(done.headers().firstValue("ETag")).hasValue("\"3\"");
    }

    @Test
    void a_planned_suspension_is_told_seven_working_days_before_and_can_be_withdrawn() {
        api.view("provinces", "", "", ID_AND_PROVINCE);
        var hanoi = api.granted("moj.person.provinces", api.hanoi(), "hanoi");
        var hue = api.granted("moj.person.provinces", api.hue(), "hue");
        api.country.clock.moveTo("2026-03-03T02:00:00Z"); // a Tuesday

        var told = ok(api.moj().post("/api/v1/views/moj/person/provinces/suspend", "{\"reason\":\"upgrade\"}"));

        assertThat(told.get("suspendsAt").asText()).isEqualTo("2026-03-12T02:00:00Z");
        var seen = ok(api.hanoi().get("/api/v1/grants/" + hanoi));
        assertThat(seen.get("state").asText()).isEqualTo("active");
        assertThat(seen.get("suspendsAt").asText()).isEqualTo("2026-03-12T02:00:00Z");
        assertThat(seen.get("reason").asText()).isEqualTo("upgrade");
        assertThat(ok(act(api.moj(), hue, "resume", "{}")).has("suspendsAt")).isFalse();

        api.country.clock.moveTo("2026-03-12T01:59:59Z");
        api.country.grants.suspendAnnounced();
        assertThat(grant(hanoi).get("state").asText()).isEqualTo("active");
        api.country.clock.moveTo("2026-03-12T02:00:00Z");
        api.country.grants.suspendAnnounced();
        assertThat(grant(hanoi).get("state").asText()).isEqualTo("suspending");
        assertThat(grant(hue).get("state").asText()).isEqualTo("active");
    }

    @Test
    void whoever_asks_is_reminded_of_the_grants_that_end_soon() {
        var grant = sealed();

        assertThat(ok(api.hanoi().get("/api/v1/grants?expiring-within=P30D"))).isEmpty();
        api.country.clock.moveTo("2026-12-02T02:00:00Z");
        assertThat(texts(ok(api.hanoi().get("/api/v1/grants?expiring-within=P30D")), "id"))
                .containsExactly(grant);
        assertThat(ok(api.hue().get("/api/v1/grants?expiring-within=P30D"))).isEmpty();
        refused(api.hanoi().get("/api/v1/grants?expiring-within=soon"), 400, "invalid-parameter");
        ok(act(api.moj(), grant, "revoke", WHY));
        assertThat(ok(api.hanoi().get("/api/v1/grants?expiring-within=P30D"))).isEmpty();
    }

    @Test
    void a_grant_is_certified_again_each_year_by_its_owner() {
        api.country.clock.moveTo("2026-03-01T02:00:00Z");
        var grant = sealed();
        var due = "/api/v1/grants/recertification";

        api.country.clock.moveTo("2026-12-01T02:00:00Z");
        assertThat(ok(api.moj().get(due))).isEmpty();
        assertThat(ok(api.moj().get(due + "?within=P3M")).at("/0/due").asText()).isEqualTo("2027-03-01");
        ok(act(api.moj(), grant, "certify", "{}"));

        assertThat(ok(api.moj().get(due + "?within=P3M"))).isEmpty();
        var certified = grant(grant);
        assertThat(certified.get("certifiedBy").asText()).isEqualTo("moj-steward");
        assertThat(certified.get("certifiedAt").asText()).isEqualTo("2026-12-01T02:00:00Z");
        refused(act(api.hanoi(), grant, "certify", "{}"), 403, "role-missing");
        refused(api.hanoi().get(due), 403, "role-missing");
    }

    @Test
    void what_a_right_s_end_does_in_kafka_is_not_done_after_a_resumption() {
        var id = sealed();
        ok(act(api.moj(), id, "suspend", WHY));
        var suspended = api.country.database.read(
                tx -> api.country.grants.find(tx, java.util.UUID.fromString(id)).orElseThrow());
        var emptied = new java.util.concurrent.atomic.AtomicInteger();

        api.country.grants.whileEnding(suspended, emptied::incrementAndGet);
        ok(act(api.moj(), id, "resume", "{}"));
        api.country.grants.whileEnding(suspended, emptied::incrementAndGet);

        assertThat(emptied).hasValue(1);
    }
}
