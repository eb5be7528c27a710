package vn.mach.registry.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.http.TokenVerifier;

/** What is secret is told to whom it is for, once, and to nobody else. */
class SecretsStoreTest {
    private final ServedCountry api = new ServedCountry();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void no_secret_is_in_any_log_whatever_happens() {
        try (var watch = new LogWatch()) {
            var story = new Story(api);
            story.run();
            var secrets = secrets(story);
            secrets.add(whenTheDatabaseFails());
            secrets.add(whenTheIssuerIsDown());

            assertThat(secrets).hasSizeGreaterThan(10).allMatch(secret -> secret.length() > 20);
            assertThat(watch.lines())
                    .as("the watch sees what is logged")
                    .anyMatch(line -> line.contains("/accounts failed") && line.contains("SQLException"))
                    .anyMatch(line -> line.contains("the issuer's keys cannot be read"));
            assertThat(watch.lines()).allSatisfy(line -> assertThat(line).doesNotContain(secrets));
            var audit = api.operator().get("/api/v1/audit/export").body();
            assertThat(audit).contains("account.rotate").doesNotContain(secrets);
        }
    }

    /** Those it was shown, the tokens it used, those that Kafka was given, and what verifies them. */
    private List<String> secrets(Story story) {
        var secrets = new ArrayList<>(story.secrets());
        secrets.addAll(api.issuer.issued());
        api.country.kafkaUsers.values().forEach(secret -> secrets.add(secret.value()));
        secrets.addAll(api.country.database.read(tx -> tx.createQuery("SELECT verifier FROM accounts")
                .mapTo(String.class)
                .list()));
        return secrets;
    }

    /** In the middle of an act, with what was bound to the statement; the token it came with. */
    private String whenTheDatabaseFails() {
        api.country.database.run(tx -> tx.execute("ALTER TABLE accounts RENAME COLUMN verifier TO broken"));
        var token = api.issuer.token("m", "danang", "member");
        var failed =
                TestClient.bearer(api.port(), token).post("/api/v1/agencies/danang/accounts", "{\"name\":\"reader\"}");
        assertThat(failed.statusCode()).as(failed.body()).isEqualTo(500);
        return token;
    }

    private String whenTheIssuerIsDown() {
        var token = api.issuer.token("op", "mic", "operator");
        var identity = api.issuer.identity();
        var down = new vn.mach.registry.http.IdentityConfig(
                identity.issuer(), java.net.URI.create("http://127.0.0.1:1/jwks"), identity.audience());
        try (var server = RegistryHttp.start(
                new HttpConfig("127.0.0.1", 0), TokenVerifier.of(down), api.country.audit, api.country.routes())) {
            assertThat(TestClient.bearer(server.port(), token)
                            .get("/api/v1/grants")
                            .statusCode())
                    .isEqualTo(503);
        }
        return token;
    }
}
