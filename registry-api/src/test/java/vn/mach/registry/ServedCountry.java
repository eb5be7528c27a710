package vn.mach.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import vn.mach.registry.access.TestAccessRoutes;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.RateLimits;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.http.TestIssuer;
import vn.mach.registry.http.TokenVerifier;

/** A served registry over a fresh country, for tests that speak HTTP with real tokens. */
public final class ServedCountry implements AutoCloseable {
    public final Country country = new Country();
    public final TestIssuer issuer = new TestIssuer();
    private final RegistryHttp server;

    public ServedCountry() {
        this(RateLimits.standard());
    }

    public ServedCountry(RateLimits limits) {
        server = RegistryHttp.start(
                new HttpConfig("127.0.0.1", 0),
                TokenVerifier.of(issuer.identity(), country.agencies::answersFor),
                country.audit,
                Stream.concat(country.routes().stream(), Stream.of(TestAccessRoutes.listed()))
                        .toList(),
                limits,
                (method, route, status, nanos) -> {});
    }

    public TestClient as(String subject, String agency, String... roles) {
        return TestClient.bearer(server.port(), issuer.token(subject, agency, roles));
    }

    public int port() {
        return server.port();
    }

    public TestClient operator() {
        return as("op", "mic", "operator");
    }

    public static JsonNode done(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return TestClient.json(response);
    }

    public static JsonNode refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        var problem = TestClient.json(response);
        assertThat(problem.get("code").asText()).isEqualTo(code);
        return problem;
    }

    @Override
    public void close() {
        server.close();
        issuer.close();
    }
}
