package vn.mach.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.db.TestDatabase;
import vn.mach.registry.json.Json;

/** What is left of a process that ends between an act and what follows it. */
class ActsStoreTest {
    private final AtomicInteger acts = new AtomicInteger();
    private final AtomicInteger followed = new AtomicInteger();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final Acts once = new Acts(TestDatabase.fresh()::write, Clock.systemUTC());
    private final TestIssuer issuer = new TestIssuer();
    private final RegistryHttp server = RegistryHttp.start(
            new HttpConfig("127.0.0.1", 0),
            TokenVerifier.of(issuer.identity()),
            (caller, act, refusal) -> {},
            List.of(() -> List.of(Route.post(
                    "/act",
                    ctx -> once.once(
                            ctx,
                            act -> Answer.of(
                                    Json.MAPPER.createObjectNode().put("act", acts.incrementAndGet()), acts.get()),
                            this::follow),
                    Role.MEMBER))));

    private Answer follow(Answer done) {
        if (ends.get()) {
            throw new Refusal.Unavailable("gate-not-confirmed", "not yet");
        }
        done.body().put("followed", followed.incrementAndGet());
        return done;
    }

    @AfterEach
    void stop() {
        server.close();
        issuer.close();
    }

    private HttpResponse<String> act(String... headers) {
        var request = HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("{}"));
        return TestClient.bearer(server.port(), issuer.token("an", "hanoi", "member"))
                .send(headers.length == 0 ? request : request.headers(headers), "/act");
    }

    @Test
    void an_act_that_was_done_is_not_done_again_and_what_did_not_follow_does() {
        ends.set(true);
        assertThat(act("Idempotency-Key", "k").statusCode()).isEqualTo(503);
        assertThat(act("Idempotency-Key", "k").statusCode()).isEqualTo(503);
        ends.set(false);

        assertThat(act("Idempotency-Key", "k").body()).isEqualTo("{\"act\":1,\"followed\":1}");
        assertThat(act("Idempotency-Key", "k").body()).isEqualTo("{\"act\":1,\"followed\":1}");

        assertThat(acts).hasValue(1);
        assertThat(followed).hasValue(1);
    }

    @Test
    void without_a_key_each_call_is_an_act() {
        assertThat(act().body()).contains("\"act\":1");
        assertThat(act().body()).contains("\"act\":2");
    }

    @Test
    void an_act_that_is_not_compared_with_a_version_takes_none() {
        assertThat(act("If-Match", "\"1\"").statusCode()).isEqualTo(412);
        assertThat(act("If-Match", "\"1\"", "Idempotency-Key", "k").statusCode())
                .isEqualTo(412);

        assertThat(act("Idempotency-Key", "k").statusCode())
                .as("its key is free")
                .isEqualTo(200);
    }
}
