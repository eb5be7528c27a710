package vn.mach.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.PersonApi.ID_AND_PROVINCE;
import static vn.mach.registry.PersonApi.NAMES;
import static vn.mach.registry.PersonApi.ok;
import static vn.mach.registry.PersonApi.post;
import static vn.mach.registry.PersonApi.refused;
import static vn.mach.registry.PersonApi.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.PersonApi;
import vn.mach.registry.json.Json;

/** The same call twice is one act, and an act on what has changed since is none. */
class IdempotencyStoreTest {
    private static final String REQUESTS = "/api/v1/requests";
    private static final String KEY = "Idempotency-Key";

    private static final String HOUSEHOLD = "{\"slug\":\"household\",\"legalBasis\":\"Law 60/2014\",\"key\":[\"id\"],"
            + "\"title\":{\"vi\":\"Hộ\",\"en\":\"Household\"},\"classification\":{\"id\":\"basic\"},\"contract\":"
            + "{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"mach.moj.household\",\"fields\":["
            + "{\"name\":\"id\",\"type\":\"string\"}]}}";
    private static final String HOUSEHOLD_WITH_NOTE = "{\"classification\":{\"note\":\"basic\"},\"contract\":"
            + "{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"mach.moj.household\",\"fields\":["
            + "{\"name\":\"id\",\"type\":\"string\"},"
            + "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null}]}}";

    private final PersonApi api = new PersonApi();

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse<String> submit(TestClient who, String agency, String key) {
        return post(who, REQUESTS, request("moj.person.provinces", agency, "2026-12-31"), KEY, key);
    }

    private int requests() {
        return ok(api.operator().get(REQUESTS)).size();
    }

    @Test
    void the_same_key_and_body_is_one_request_with_one_answer() {
        api.view("provinces", "", "", ID_AND_PROVINCE);

        var first = submit(api.hanoi(), "hanoi", "a1");
        var again = submit(api.hanoi(), "hanoi", "a1");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("ETag")).hasValue("\"1\"");
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(requests()).isEqualTo(1);
        ok(submit(api.hanoi(), "hanoi", "a2"));
        ok(submit(api.hue(), "hue", "a1"));
        assertThat(requests()).as("another key, and another caller's").isEqualTo(3);
    }

    @Test
    void a_key_belongs_to_its_first_request() {
        api.view("provinces", "", "", ID_AND_PROVINCE);
        ok(submit(api.hanoi(), "hanoi", "a1"));
        var other = request("moj.person.provinces", "hanoi", "2026-12-30");

        refused(post(api.hanoi(), REQUESTS, other, KEY, "a1"), 422, "idempotency-key-reused");
        refused(post(api.hanoi(), REQUESTS, other, KEY, "a key"), 400, "illegal-idempotency-key");
        assertThat(requests()).isEqualTo(1);
    }

    @Test
    void a_refused_act_may_be_tried_again_under_its_key_and_a_key_is_kept_for_a_day() {
        refused(submit(api.hanoi(), "hanoi", "a1"), 404, "not-found");
        api.view("provinces", "", "", ID_AND_PROVINCE);

        ok(submit(api.hanoi(), "hanoi", "a1"));
        api.country.clock.moveTo("2026-03-02T02:00:00Z");
        ok(submit(api.hanoi(), "hanoi", "a1"));
        assertThat(requests()).isEqualTo(1);
        api.country.clock.moveTo("2026-03-02T02:00:01Z");
        ok(submit(api.hanoi(), "hanoi", "a1"));
        assertThat(requests()).isEqualTo(2);
    }

    @Test
    void calls_at_the_same_time_under_one_key_are_one_act() throws Exception {
        api.view("provinces", "", "", ID_AND_PROVINCE);
        var hanoi = api.hanoi();
        var pool = Executors.newFixedThreadPool(6);
        try {
            Callable<HttpResponse<String>> call = () -> submit(hanoi, "hanoi", "a1");
            var bodies = pool.invokeAll(List.of(call, call, call, call, call, call)).stream()
                    .map(IdempotencyStoreTest::body)
                    .distinct()
                    .toList();

            assertThat(bodies).hasSize(1);
            assertThat(requests()).isEqualTo(1);
        } finally {
            pool.shutdown();
        }
    }

    private static String body(Future<HttpResponse<String>> call) {
        try {
            return ok(call.get()).toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void every_act_on_what_is_governed_keeps_its_key() {
        api.view("names", "hanoi", "", NAMES);
        var grant = api.granted("moj.person.names", api.hanoi(), "hanoi");
        var asked = ok(api.hanoi().post(REQUESTS, request("moj.person.names", "hanoi", "2026-12-31")));
        var request = REQUESTS + "/" + asked.get("id").asText();
        var reason = "{\"reason\":\"r\"}";

        same(api.hanoi(), "/api/v1/grants/" + grant + "/renew", "{\"until\":\"2027-12-31\"}");
        same(api.moj(), "/api/v1/grants/" + grant + "/certify", "{}");
        same(api.moj(), "/api/v1/grants/" + grant + "/suspend", reason);
        same(api.moj(), "/api/v1/grants/" + grant + "/resume", "{}");
        same(api.moj(), "/api/v1/views/moj/person/names/suspend", "{\"reason\":\"r\",\"noticeDays\":3}");
        same(api.moj(), "/api/v1/grants/" + grant + "/revoke", reason);
        same(api.moj(), request + "/approve", "{}");
        same(api.moj(), request + "/reject", reason);
        same(
                api.moj(),
                "/api/v1/datasets/moj/person/views",
                "{\"slug\":\"provinces\",\"columns\":" + ID_AND_PROVINCE + "}");
        same(api.moj(), "/api/v1/views/moj/person/provinces/retire", "{}");
        same(api.moj(), "/api/v1/agencies/moj/datasets", HOUSEHOLD);
        same(api.moj(), "/api/v1/datasets/moj/household/contract", HOUSEHOLD_WITH_NOTE);
    }

    /** Done twice, it is one act: the chain of the log grows once. */
    private void same(TestClient who, String path, String body) {
        var key = "k" + Math.floorMod((path + body).hashCode(), 1_000_000);
        var first = post(who, path, body, KEY, key);
        ok(first);
        int acts = acts();

        var again = post(who, path, body, KEY, key);

        assertThat(again.body()).as(path).isEqualTo(first.body());
        assertThat(acts()).as(path).isEqualTo(acts);
    }

    private int acts() {
        return ok(api.operator().get("/api/v1/audit?limit=1000")).size();
    }

    @Test
    void an_act_is_only_done_on_the_version_its_author_knows() {
        api.view("names", "hanoi", "", NAMES);
        var grant = "/api/v1/grants/" + api.granted("moj.person.names", api.hanoi(), "hanoi");
        var read = api.moj().get(grant);
        var etag = read.headers().firstValue("ETag").orElseThrow();
        assertThat(etag).isEqualTo("\"1\"");
        ok(post(api.operator(), grant + "/certify", "{}", "If-Match", etag));

        refused(post(api.moj(), grant + "/revoke", "{\"reason\":\"r\"}", "If-Match", etag), 412, "version-changed");
        refused(
                post(api.moj(), grant + "/revoke", "{\"reason\":\"r\"}", "If-Match", "W/\"2\""),
                412,
                "version-changed");
        assertThat(ok(api.moj().get(grant)).get("state").asText()).isEqualTo("active");

        ok(post(api.moj(), grant + "/suspend", "{\"reason\":\"r\"}", "If-Match", "\"7\", \"2\""));
        ok(post(api.moj(), grant + "/resume", "{}", "If-Match", "*"));
    }

    @Test
    void requests_views_and_grants_have_a_version_and_what_is_new_has_none_to_match() {
        api.view("provinces", "", "", ID_AND_PROVINCE);
        var asked = api.hanoi().post(REQUESTS, request("moj.person.provinces", "hanoi", "2026-12-31"));
        var one = REQUESTS + "/" + TestClient.json(asked).get("id").asText();
        var view = "/api/v1/views/moj/person/provinces";
        ok(api.moj().post(one + "/approve", "{}"));

        refused(post(api.operator(), one + "/approve", "{}", "If-Match", "\"1\""), 412, "version-changed");
        refused(post(api.moj(), view + "/retire", "{}", "If-Match", "\"9\""), 412, "version-changed");
        ok(post(api.operator(), one + "/approve", "{}", "If-Match", "\"2\""));
        Stream.of(one, view)
                .forEach(path -> assertThat(api.moj().get(path).headers().firstValue("ETag"))
                        .isPresent());
        var body = (ObjectNode) Json.tree(request("moj.person.provinces", "hue", "2026-12-31"));
        refused(post(api.hue(), REQUESTS, body.toString(), "If-Match", "\"1\""), 412, "version-changed");
        assertThat(requests()).isEqualTo(1);
    }
}
