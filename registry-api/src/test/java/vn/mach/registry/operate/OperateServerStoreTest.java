package vn.mach.registry.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.Country;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.RateLimits;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.http.TestIssuer;
import vn.mach.registry.http.TokenVerifier;

/** What the registry says of itself, beside the API and not through it. */
class OperateServerStoreTest {
    private final Country country = new Country();
    private final TestIssuer issuer = new TestIssuer();
    private final RequestMetrics metrics = new RequestMetrics();
    private final RegistryHttp http = RegistryHttp.start(
            new HttpConfig("127.0.0.1", 0),
            TokenVerifier.of(issuer.identity()),
            country.audit,
            country.routes(),
            RateLimits.standard(),
            metrics);
    private final AtomicBoolean kafkaIsDown = new AtomicBoolean();
    private final OperateServer operate = OperateServer.open(
            new OperateConfig(null, 0),
            List.of(
                    new Dependency("database", country.database::requireAnswer),
                    new Dependency("kafka", this::askKafka)),
            new RegistryFigures(metrics, () -> 3, country.grants::byState));
    private final TestClient operator = new TestClient(operate.port(), "");

    private void askKafka() {
        if (kafkaIsDown.get()) {
            throw new IllegalStateException("no broker");
        }
    }

    @AfterEach
    void stop() {
        operate.close();
        http.close();
        issuer.close();
    }

    @Test
    void it_is_ready_while_what_it_needs_answers_and_alive_in_any_case() {
        assertThat(operator.get("/readyz").statusCode()).isEqualTo(200);

        kafkaIsDown.set(true);

        assertThat(operator.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(operator.get("/readyz").body()).isEqualTo("kafka does not answer\n");
        assertThat(operator.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void requests_are_counted_by_the_template_of_their_route() {
        var caller = TestClient.bearer(http.port(), issuer.token("op", "mic", "operator"));
        caller.get("/api/v1/agencies/hanoi");
        caller.get("/api/v1/agencies/hue");
        new TestClient(http.port(), "").get("/api/v1/agencies/hue");
        caller.get("/made/up/1");
        caller.get("/made/up/2");

        var figures = operator.get("/metrics").body();

        var agency = "method=\"GET\",route=\"/api/v1/agencies/{agency}\",status=";
        assertThat(figures)
                .contains("mach_registry_request_seconds_count{" + agency + "\"404\"} 2")
                .contains("mach_registry_request_seconds_count{" + agency + "\"401\"} 1")
                .contains("mach_registry_request_seconds_bucket{" + agency + "\"404\",le=\"+Inf\"} 2")
                .contains("route=\"unmatched\",status=\"404\"} 2")
                .doesNotContain("made/up", "hanoi");
    }

    @Test
    void problems_and_grants_are_figures() {
        var figures = operator.get("/metrics");

        assertThat(figures.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(figures.body())
                .contains("mach_registry_reconcile_problems 3.0")
                .contains("mach_registry_grants{state=\"active\"} 0.0")
                .contains("mach_registry_grants{state=\"revoked\"} 0.0");
    }

    @Test
    void nothing_else_is_served_there_and_nothing_can_be_done() {
        assertThat(operator.get("/api/v1/grants").statusCode()).isEqualTo(404);
        assertThat(operator.post("/metrics", "").statusCode()).isEqualTo(405);
    }
}
