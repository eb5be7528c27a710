package vn.mach.registry.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.ServedCountry.done;
import static vn.mach.registry.ServedCountry.refused;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.TestAgencies;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.IdentityConfig;
import vn.mach.registry.http.RateLimit;
import vn.mach.registry.http.RateLimits;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.http.TestIssuer;
import vn.mach.registry.http.TokenVerifier;

/** OWASP's ten risks of an API, 2023, item by item, over HTTP with real tokens and a real database. */
class OwaspApiTop10StoreTest {
    private static final Set<String> ROLES = Set.of("operator", "steward", "member", "auditor");
    /** What every known caller may read of another agency. */
    private static final Set<String> FOR_ALL =
            Set.of("GET /api/v1/agencies/{agency}", "GET /api/v1/datasets/{agency}/{dataset}");

    private final ServedCountry api = new ServedCountry();
    private final TestClient nobody = new TestClient(api.port(), "");
    private final TestClient operator = api.operator();
    private final TestClient moj = api.as("moj-steward", "moj", "steward");
    private final TestClient hanoi = api.as("hanoi-member", "hanoi", "member");
    private final TestClient stranger = api.as("hue-person", "hue", "steward", "member");
    private final Description description =
            new Description(nobody.get("/api/v1/openapi.yaml").body());
    private String grant = "";
    private String request = "";

    @BeforeEach
    void one_sealed_grant() {
        TestAgencies.enrol(api.country, "moj", "hanoi", "hue");
        done(moj.post("/api/v1/agencies/moj/datasets", example("POST /api/v1/agencies/{agency}/datasets")));
        done(hanoi.post("/api/v1/agencies/hanoi/accounts", "{\"name\":\"reader\"}"));
        done(moj.post("/api/v1/agencies/moj/agents", "{\"name\":\"capture\",\"datasets\":[\"person\"]}"));
        done(
                moj.post(
                        "/api/v1/datasets/moj/person/views",
                        "{\"slug\":\"names\",\"subscriber\":\"hanoi\",\"columns\":[{\"column\":\"id\"},{\"column\":\"name\"}]}"));
        request = done(hanoi.post("/api/v1/requests", asked())).get("id").asText();
        done(moj.post("/api/v1/requests/" + request + "/approve", ""));
        grant = done(operator.post("/api/v1/requests/" + request + "/approve", ""))
                .get("grant")
                .asText();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private String example(String operation) {
        return description.example(operation);
    }

    private String asked() {
        return example("POST /api/v1/requests").replace("moj.person.provinces", "moj.person.names");
    }

    private HttpResponse<String> call(TestClient who, String operation) {
        var words = operation.split(" ", 2);
        var path = words[1].replace("{id}", words[1].contains("/requests/") ? request : grant)
                .replace("{agency}", words[1].contains("/accounts") ? "hanoi" : "moj")
                .replace("{dataset}", "person")
                .replace("{view}", "names")
                .replace("{name}", words[1].contains("/accounts") ? "reader" : "capture")
                .replace("{agent}", "moj.capture")
                .replace("{subject}", "view.moj.person.names-value")
                .replace("{version}", "latest");
        return who.send(
                HttpRequest.newBuilder().method(words[0], HttpRequest.BodyPublishers.ofString(example(operation))),
                path);
    }

    private long acts() {
        return api.country.database.read(tx -> tx.createQuery("SELECT count(*) FROM audit WHERE outcome = 'done'")
                .mapTo(Long.class)
                .one());
    }

    private List<String> operationsFor(Set<String> some) {
        return description.roles().entrySet().stream()
                .filter(operation -> operation.getValue().stream().anyMatch(some::contains))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void api1_another_agencys_object_does_not_exist_for_a_stranger() {
        var before = acts();
        var objects = operationsFor(Set.of("steward", "member")).stream()
                .filter(operation -> operation.contains("{") && !FOR_ALL.contains(operation))
                .toList();

        assertThat(objects).hasSizeGreaterThan(25);
        for (var operation : objects) {
            var response = call(stranger, operation);
            assertThat(response.statusCode())
                    .as(operation + " " + response.body())
                    .isEqualTo(404);
            assertThat(response.body()).as(operation).contains("that you may see");
        }
        assertThat(acts()).as("nothing was done").isEqualTo(before);
    }

    @Test
    void api1_lists_hold_only_what_the_caller_may_see() {
        for (var list : List.of("/api/v1/views", "/api/v1/requests", "/api/v1/grants", "/api/v1/agents")) {
            assertThat(done(stranger.get(list))).as(list).isEmpty();
            assertThat(done(operator.get(list))).as(list).isNotEmpty();
        }
        assertThat(done(stranger.get("/api/v1/statistics/transactions?of=grant")))
                .isEmpty();
    }

    @Test
    void api2_without_a_good_token_nothing_but_what_is_open_is_answered() {
        for (var operation : operationsFor(Set.of("operator", "steward", "member", "auditor", "subscriber"))) {
            assertThat(call(nobody, operation).statusCode()).as(operation).isEqualTo(401);
        }
        var guessed = new TestClient(api.port(), "Basic aGFub2kucmVhZGVyOnNlY3JldA==");
        assertThat(guessed.get("/schema-registry/subjects").statusCode()).isEqualTo(401);
    }

    @Test
    void api2_a_token_is_over_at_most_a_minute_after_its_time() {
        assertThat(expiredFor(65).statusCode()).isEqualTo(401);
        assertThat(expiredFor(3600).statusCode()).isEqualTo(401);
        assertThat(expiredFor(-30).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> expiredFor(long seconds) {
        var claims = api.issuer
                .claims("op", "mic", "operator")
                .expirationTime(Date.from(Instant.now().minusSeconds(seconds)));
        return TestClient.bearer(api.port(), api.issuer.signed(claims.build())).get("/api/v1/grants");
    }

    @Test
    void api3_what_is_not_a_property_of_a_request_is_not_set_by_it() {
        refused(
                hanoi.post("/api/v1/agencies/hanoi/accounts", "{\"name\":\"two\",\"state\":\"active\"}"),
                400,
                "unknown-field");
        var approved = asked().replaceFirst("\\{", "{\"state\":\"approved\",");
        refused(hanoi.post("/api/v1/requests", approved), 400, "unknown-field");
        refused(
                operator.post(
                        "/api/v1/agencies",
                        "{\"slug\":\"a1\",\"name\":\"A\",\"level\":\"other\",\"enrolledAt\":\"2020-01-01T00:00:00Z\"}"),
                400,
                "unknown-field");
    }

    @Test
    void api3_properties_are_answered_to_whom_they_are_for() {
        var dataset = "/api/v1/datasets/moj/person";
        for (var governed : List.of("contract", "classification", "key", "topic")) {
            assertThat(done(stranger.get(dataset)).has(governed)).as(governed).isFalse();
            assertThat(done(moj.get(dataset)).has(governed)).as(governed).isTrue();
        }
        assertThat(hanoi.get("/api/v1/agencies/hanoi/accounts").body()).doesNotContain("secret", "verifier");
        assertThat(moj.get("/api/v1/agencies/moj/agents").body()).doesNotContain("secret", "verifier");
    }

    @Test
    void api4_a_request_is_bounded_in_size_depth_and_count() {
        var large = "{\"name\":\"" + "x".repeat(300_000) + "\"}";
        refused(hanoi.post("/api/v1/agencies/hanoi/accounts", large), 413, "body-too-large");
        var deep = "[".repeat(5_000) + "]".repeat(5_000);
        refused(hanoi.post("/api/v1/agencies/hanoi/accounts", deep), 400, "invalid-field");
        refused(operator.get("/api/v1/audit?limit=100000"), 400, "invalid-field");
        refused(operator.get("/api/v1/agencies?limit=100000"), 400, "invalid-field");
        var headers = HttpRequest.newBuilder().GET().header("X-Long", "x".repeat(20_000));
        assertThat(nobody.send(headers, "/health").statusCode()).isEqualTo(431);
    }

    @Test
    void api4_who_asks_too_often_waits_and_nobody_else() {
        var still = new RateLimits(new RateLimit(0.1, 60, () -> 0), new RateLimit(0.1, 5, () -> 0));
        try (var limited = new ServedCountry(still)) {
            var loop = limited.as("loop", "mic", "operator");
            for (int i = 0; i < 5; i++) {
                done(loop.get("/api/v1/grants"));
            }
            var waiting = loop.get("/api/v1/grants");
            refused(waiting, 429, "too-many-requests");
            assertThat(waiting.headers().firstValue("Retry-After")).hasValue("10");
            assertThat(waiting.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            done(limited.as("other", "mic", "operator").get("/api/v1/grants"));
        }
    }

    @Test
    void api4_guessing_is_slow_before_anybody_is_known() {
        var still = new RateLimits(new RateLimit(0.1, 5, () -> 0), new RateLimit(0.1, 100, () -> 0));
        try (var limited = new ServedCountry(still)) {
            var guess = new TestClient(limited.port(), "Bearer guess");
            for (int i = 0; i < 5; i++) {
                assertThat(guess.get("/api/v1/grants").statusCode()).isEqualTo(401);
            }
            refused(guess.get("/api/v1/grants"), 429, "too-many-requests");
        }
    }

    @Test
    void api5_a_role_that_an_operation_does_not_name_cannot_call_it() {
        int refused = 0;
        for (var role : ROLES) {
            var caller = api.as("somebody", "hue", role, "cook");
            for (var operation : operationsFor(ROLES)) {
                if (!description.roles().get(operation).contains(role)) {
                    refused(call(caller, operation), 403, "role-missing");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(100);
        for (var operation : operationsFor(ROLES)) {
            refused(call(api.as("somebody", "hue"), operation), 403, "role-missing");
        }
    }

    @Test
    void api5_a_header_does_not_make_a_reader_a_writer() {
        var before = acts();
        var override = HttpRequest.newBuilder().GET().header("X-HTTP-Method-Override", "POST");
        refused(hanoi.send(override, "/api/v1/requests"), 400, "method-override");
        var delete = HttpRequest.newBuilder().DELETE();
        assertThat(operator.send(delete, "/api/v1/grants/" + grant).statusCode())
                .isEqualTo(405);
        assertThat(acts()).isEqualTo(before);
    }

    @Test
    void api6_nobody_gives_a_right_to_oneself() {
        done(moj.post("/api/v1/datasets/moj/person/views", example("POST /api/v1/datasets/{agency}/{dataset}/views")));
        done(api.as("all", "moj", "member").post("/api/v1/agencies/moj/accounts", "{\"name\":\"reader\"}"));
        var all = api.as("all", "moj", "member", "steward", "operator");
        var own = example("POST /api/v1/requests").replace("hanoi.reader", "moj.reader");
        var id = done(all.post("/api/v1/requests", own)).get("id").asText();

        assertThat(all.post("/api/v1/requests/" + id + "/approve", "").statusCode())
                .isEqualTo(403);
        done(moj.post("/api/v1/requests/" + id + "/approve", ""));
        assertThat(all.post("/api/v1/requests/" + id + "/approve", "").statusCode())
                .isEqualTo(403);
    }

    @Test
    void api6_one_person_is_not_two() {
        done(moj.post("/api/v1/datasets/moj/person/views", example("POST /api/v1/datasets/{agency}/{dataset}/views")));
        var id = done(hanoi.post("/api/v1/requests", example("POST /api/v1/requests")))
                .get("id")
                .asText();
        var both = api.as("both", "moj", "steward", "operator");
        done(both.post("/api/v1/requests/" + id + "/approve", ""));

        assertThat(both.post("/api/v1/requests/" + id + "/approve", "").statusCode())
                .isEqualTo(403);
        assertThat(done(hanoi.get("/api/v1/requests/" + id)).get("state").asText())
                .isEqualTo("owner-approved");
    }

    @Test
    void api7_no_address_that_a_caller_names_is_asked() throws Exception {
        var mine = new RSAKeyGenerator(2048).keyID("k1").generate();
        try (var elsewhere = new Listener(200, "{}")) {
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .keyID("k1")
                    .type(JOSEObjectType.JWT)
                    .jwkURL(elsewhere.address())
                    .x509CertURL(elsewhere.address())
                    .jwk(mine.toPublicJWK())
                    .build();
            var claims = api.issuer
                    .claims("op", "mic", "operator")
                    .issuer(elsewhere.address().toString());
            for (var made : List.of(
                    claims.build(), api.issuer.claims("op", "mic", "operator").build())) {
                var token = TestIssuer.signed(made, header, TestIssuer.rsa(mine));
                assertThat(TestClient.bearer(api.port(), token)
                                .get("/api/v1/grants")
                                .statusCode())
                        .isEqualTo(401);
            }
            var contract = example("POST /api/v1/agencies/{agency}/datasets")
                    .replace("\"slug\":\"person\"", "\"slug\":\"other\"")
                    .replace(
                            "{\"name\":\"id\",\"type\":\"string\"}",
                            "{\"name\":\"id\",\"type\":\"" + elsewhere.address() + "\"}");
            refused(moj.post("/api/v1/agencies/moj/datasets", contract), 400, "illegal-contract");
            assertThat(elsewhere.asked()).isZero();
        }
    }

    @Test
    void api8_every_answer_says_how_it_may_be_used_and_not_what_made_it() {
        var answers = List.of(
                nobody.get("/health"),
                nobody.get("/nothing"),
                nobody.get("/api/v1/grants"),
                operator.get("/api/v1/grants"),
                stranger.get("/api/v1/grants/" + grant),
                hanoi.post("/api/v1/agencies/hanoi/accounts/reader/rotate", ""),
                nobody.send(HttpRequest.newBuilder().GET().header("X-Long", "x".repeat(20_000)), "/health"));

        for (var answer : answers) {
            var headers = answer.headers();
            assertThat(headers.firstValue("X-Content-Type-Options"))
                    .as(answer.toString())
                    .hasValue("nosniff");
            assertThat(headers.firstValue("Cache-Control"))
                    .as(answer.toString())
                    .hasValue("no-store");
            assertThat(headers.firstValue("Content-Security-Policy").orElse("")).contains("default-src 'none'");
            assertThat(headers.firstValue("Server")).as(answer.toString()).isEmpty();
            assertThat(headers.firstValue("X-Powered-By")).isEmpty();
            assertThat(answer.body()).doesNotContainIgnoringCase("jetty", "javalin", "exception", "\tat ");
        }
    }

    @Test
    void api8_no_other_site_may_read_answers_and_no_request_is_echoed() {
        var crossing = HttpRequest.newBuilder().GET().header("Origin", "https://evil.example");
        assertThat(operator.send(crossing, "/api/v1/grants").headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
        var trace = HttpRequest.newBuilder().method("TRACE", HttpRequest.BodyPublishers.noBody());
        assertThat(operator.send(trace, "/api/v1/grants").statusCode()).isIn(404, 405);
    }

    @Test
    void api9_nothing_is_served_beside_what_is_described() {
        for (var path : List.of(
                "/",
                "/api",
                "/api/v1",
                "/api/v0/grants",
                "/api/v2/grants",
                "/v1/grants",
                "/metrics",
                "/healthz",
                "/readyz",
                "/actuator",
                "/debug",
                "/swagger",
                "/swagger-ui",
                "/openapi.yaml",
                "/webjars/x",
                "/db/migration/V1__registry.sql",
                "/logback.xml")) {
            assertThat(operator.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(description.document().at("/info/version").asText()).isEqualTo("1");
    }

    @Test
    void api10_keys_that_are_no_keys_are_nobodys_and_no_fault_of_ours() throws Exception {
        for (var keys : List.of("not json", "{\"keys\":[]}", "{\"keys\":[{}]}", "x".repeat(1_000_000))) {
            try (var issuer = new Listener(200, keys)) {
                assertThat(statusWithKeysFrom(issuer))
                        .as(keys.length() + " characters")
                        .isIn(401, 503);
            }
        }
        try (var issuer = new Listener(500, "down")) {
            assertThat(statusWithKeysFrom(issuer)).isEqualTo(503);
        }
    }

    @Test
    void api10_keys_are_taken_from_the_configured_address_only() throws Exception {
        var good = new com.nimbusds.jose.jwk.JWKSet(api.issuer.key.toPublicJWK()).toString();
        try (var elsewhere = new Listener(200, good);
                var issuer = new Listener(302, "").to(elsewhere.address())) {
            assertThat(statusWithKeysFrom(issuer)).isEqualTo(503);
            assertThat(elsewhere.asked()).isZero();
        }
    }

    private int statusWithKeysFrom(Listener issuer) {
        var identity =
                new IdentityConfig(TestIssuer.ISSUER, URI.create(issuer.address() + "/jwks"), TestIssuer.AUDIENCE);
        try (var server = RegistryHttp.start(
                new HttpConfig("127.0.0.1", 0), TokenVerifier.of(identity), api.country.audit, api.country.routes())) {
            var token = api.issuer.token("op", "mic", "operator");
            return TestClient.bearer(server.port(), token).get("/api/v1/grants").statusCode();
        }
    }
}
