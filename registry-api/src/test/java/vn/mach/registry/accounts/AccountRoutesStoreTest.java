package vn.mach.registry.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.Country;
import vn.mach.registry.TestAgencies;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.http.TestIssuer;
import vn.mach.registry.http.TokenVerifier;

class AccountRoutesStoreTest {
    private static final String ACCOUNTS = "/api/v1/agencies/hanoi/accounts";
    private static final String READER = ACCOUNTS + "/reader";
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
        TestAgencies.enrol(country, "hanoi", "hue");
        assertThat(as("hanoi", "member").post(ACCOUNTS, "{\"name\":\"reader\"}").statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestClient as(String agency, String role) {
        return TestClient.bearer(server.port(), issuer.token(agency + "-" + role, agency, role));
    }

    @Test
    void an_overlap_is_answered_with_its_end_and_the_mechanism_and_shown_without_a_secret() {
        var rotated = as("hanoi", "member").post(READER + "/rotate", "{\"overlap\":\"PT24H\"}");

        assertThat(rotated.statusCode()).isEqualTo(200);
        var answer = TestClient.json(rotated);
        assertThat(answer.get("mechanism").asText()).isEqualTo("SCRAM-SHA-256");
        assertThat(answer.get("previousUntil").asText()).isEqualTo("2026-03-02T02:00:00Z");
        assertThat(answer.get("secret").asText()).hasSizeGreaterThan(24);
        var listed = as("mic", "operator").get(ACCOUNTS);
        assertThat(listed.body())
                .contains("\"previousUntil\":\"2026-03-02T02:00:00Z\"", "\"consumerByteRate\":52428800")
                .doesNotContain("secret", "verifier");
    }

    @Test
    void an_overlap_is_a_duration_of_a_second_to_thirty_days() {
        for (var overlap : new String[] {"\"PT0S\"", "\"P31D\"", "\"a while\"", "24"}) {
            assertThat(as("hanoi", "member")
                            .post(READER + "/rotate", "{\"overlap\":" + overlap + "}")
                            .statusCode())
                    .as(overlap)
                    .isEqualTo(400);
        }
        assertThat(as("hanoi", "member").post(READER + "/rotate", "").statusCode())
                .as("without a body there is no overlap")
                .isEqualTo(200);
    }

    @Test
    void an_account_is_disabled_with_a_reason_by_its_agency_or_an_operator_and_nobody_else() {
        var reason = "{\"reason\":\"a lost laptop\"}";

        assertThat(as("hue", "member").post(READER + "/disable", reason).statusCode())
                .isEqualTo(404);
        assertThat(as("hanoi", "member").post(READER + "/disable", "{}").statusCode())
                .isEqualTo(400);
        var disabled = TestClient.json(as("mic", "operator").post(READER + "/disable", reason));

        assertThat(disabled.get("state").asText()).isEqualTo("disabled");
        assertThat(disabled.get("disabledBy").asText()).isEqualTo("operator");
        assertThat(disabled.get("access").asText()).isEqualTo("ready");
        assertThat(as("hanoi", "member").post(READER + "/enable", "").statusCode())
                .isEqualTo(403);
        assertThat(as("hanoi", "member").post(READER + "/rotate", "").statusCode())
                .isEqualTo(409);
    }

    @Test
    void a_quota_is_set_whole_and_by_an_operator() {
        var quota = "{\"producerByteRate\":1000,\"consumerByteRate\":2000,\"requestPercentage\":12.5}";

        assertThat(as("hanoi", "member").put(READER + "/quota", quota).statusCode())
                .isEqualTo(403);
        assertThat(as("mic", "operator")
                        .put(READER + "/quota", "{\"producerByteRate\":1000}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("mic", "operator")
                        .put(READER + "/quota", quota.replace("2000", "0"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("mic", "operator").put(READER + "/quota", quota).body())
                .contains("\"producerByteRate\":1000,\"consumerByteRate\":2000,\"requestPercentage\":12.5");
        assertThat(as("mic", "operator").put(ACCOUNTS + "/nobody/quota", quota).statusCode())
                .isEqualTo(404);
    }
}
