package vn.mach.registry.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.TestAgencies;
import vn.mach.registry.http.TestClient;

/** One name leads from an answer to the log and to the act that was recorded. */
class RequestIdStoreTest {
    private final ServedCountry api = new ServedCountry();

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse<String> named(TestClient who, String id, String path, String body) {
        var request =
                HttpRequest.newBuilder().header("X-Request-Id", id).POST(HttpRequest.BodyPublishers.ofString(body));
        return who.send(request, path);
    }

    private static String idOf(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Request-Id").orElse("");
    }

    @Test
    void an_act_and_a_refused_one_are_recorded_with_the_callers_own_name_for_the_request() {
        TestAgencies.enrol(api.country, "hanoi");
        var enrolled = named(
                api.operator(),
                "ticket-4711",
                "/api/v1/agencies",
                "{\"slug\":\"hue\",\"name\":\"Huế\",\"level\":\"province\"}");
        var refused = named(api.as("m", "hanoi", "member"), "ticket-4712", "/api/v1/agencies", "{}");

        assertThat(idOf(enrolled)).isEqualTo("ticket-4711");
        assertThat(idOf(refused)).isEqualTo("ticket-4712");
        var entries = ServedCountry.done(api.operator().get("/api/v1/audit"));
        assertThat(entries.at("/0/outcome").asText()).isEqualTo("refused:role-missing");
        assertThat(entries.at("/0/details/request").asText()).isEqualTo("ticket-4712");
        assertThat(entries.at("/1/action").asText()).isEqualTo("agency.enrol");
        assertThat(entries.at("/1/details/request").asText()).isEqualTo("ticket-4711");
        assertThat(api.country.audit.firstBroken()).isEmpty();
    }

    @Test
    void what_is_no_name_is_replaced_by_a_new_one_for_each_request() {
        var nobody = new TestClient(api.port(), "");
        for (var bad : new String[] {"a b", "x".repeat(65), "<script>", "-"}) {
            assertThat(idOf(named(nobody, bad, "/health", ""))).as(bad).hasSize(36);
        }
        assertThat(idOf(nobody.get("/health"))).hasSize(36).isNotEqualTo(idOf(nobody.get("/health")));
        assertThat(idOf(nobody.get("/nothing"))).hasSize(36);
    }

    @Test
    void a_fault_is_logged_with_the_name_its_caller_was_told() {
        TestAgencies.enrol(api.country, "hanoi");
        api.country.database.run(tx -> tx.execute("ALTER TABLE accounts RENAME COLUMN verifier TO broken"));
        try (var watch = new LogWatch()) {
            var member = api.as("m", "hanoi", "member");
            var failed = named(member, "ticket-9", "/api/v1/agencies/hanoi/accounts", "{\"name\":\"reader\"}");

            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(idOf(failed)).isEqualTo("ticket-9");
            assertThat(watch.lines()).anyMatch(line -> line.contains("failed") && line.contains("request=ticket-9"));
        }
    }
}
