package vn.mach.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.mach.naming.AgencyId;

class ProblemTest {
    private static TestIssuer issuer;
    private static RegistryHttp server;

    record Person(String name, int age) {
        Person {
            name = Body.text("name", name, 5);
        }
    }

    @BeforeAll
    static void start() {
        issuer = new TestIssuer();
        Routes routes = () -> List.of(
                Route.get(
                        "/conflict",
                        ctx -> {
                            throw new Refusal.Conflict("taken", "it is taken");
                        },
                        Role.OPEN),
                Route.get("/slug/{slug}", ctx -> AgencyId.of(ctx.pathParam("slug")), Role.OPEN),
                Route.get(
                        "/bug",
                        ctx -> {
                            throw new IllegalStateException("the password is hunter2");
                        },
                        Role.OPEN),
                Route.post("/person", ctx -> ctx.json(Body.read(ctx, Person.class)), Role.OPEN));
        server = RegistryHttp.start(
                new HttpConfig("127.0.0.1", 0), TokenVerifier.of(issuer.identity()), (c, a, r) -> {}, List.of(routes));
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.close();
    }

    private static TestClient anybody() {
        return new TestClient(server.port(), "");
    }

    @Test
    void a_refusal_is_written_as_problem_json() {
        var response = anybody().get("/conflict");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body())
                .isEqualTo("{\"code\":\"taken\",\"detail\":\"it is taken\",\"instance\":\"/conflict\",\"status\":409,"
                        + "\"title\":\"Conflict\",\"type\":\"urn:mach:problem:taken\"}");
    }

    @Test
    void a_bug_tells_nothing() {
        var response = anybody().get("/bug");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("hunter2").contains("\"code\":\"internal\"");
    }

    @Test
    void a_name_that_breaks_its_rule_is_the_callers_mistake() {
        var response = anybody().get("/slug/UPPER");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("illegal-name").contains("UPPER");
    }

    @Test
    void what_does_not_exist_is_a_problem_too() {
        var response = anybody().get("/nothing");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void what_the_server_refuses_before_us_is_a_problem_too() {
        for (var path : List.of("/%zz", "/slug/%00")) {
            var response = raw("GET " + path + " HTTP/1.1");

            assertThat(response)
                    .contains("400")
                    .contains("application/problem+json")
                    .doesNotContain("<html");
        }
    }

    @Test
    void a_known_path_with_another_method_says_which_are_allowed() {
        var response = anybody().post("/conflict", "{}");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void text_that_no_database_takes_is_the_callers_mistake() {
        assertThat(anybody()
                        .post("/person", "{\"name\":\"a\\u0000\",\"age\":1}")
                        .body())
                .contains("malformed-json");
        assertThat(anybody().post("/person", "\0{\0}").body()).contains("malformed-json");
    }

    /** As no HTTP client would send it. */
    private static String raw(String requestLine) {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(5_000);
            var request = requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void an_unknown_property_is_named() {
        var response = anybody().post("/person", "{\"name\":\"An\",\"age\":3,\"nick\":\"x\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("unknown-field").contains("nick: is not a field here");
    }

    @Test
    void a_wrong_type_a_missing_field_and_broken_json_are_named() {
        assertThat(anybody().post("/person", "{\"name\":\"An\",\"age\":\"x\"}").body())
                .contains("age: has the wrong type");
        assertThat(anybody().post("/person", "{\"age\":3}").body()).contains("name: is required");
        assertThat(anybody()
                        .post("/person", "{\"name\":\"too long\",\"age\":3}")
                        .body())
                .contains("name: 1 to 5");
        assertThat(anybody().post("/person", "{\"name\":").body()).contains("malformed-json");
        assertThat(anybody().post("/person", "").statusCode()).isEqualTo(400);
        assertThat(anybody()
                        .post("/person", "{\"name\":\"a\",\"name\":\"b\",\"age\":1}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_body_above_the_limit_is_refused_even_when_it_comes_in_chunks() {
        var big = "{\"name\":\"" + "x".repeat(300 * 1024) + "\"}";

        assertThat(anybody().post("/person", big).statusCode()).isEqualTo(413);
        var chunked = HttpRequest.newBuilder()
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(big.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        assertThat(anybody().send(chunked, "/person").statusCode()).isEqualTo(413);
    }

    @Test
    void a_route_without_a_role_cannot_be_made() {
        assertThatThrownBy(() -> Route.get("/open", ctx -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/open has no role");
        assertThatThrownBy(() -> new Route(io.javalin.http.HandlerType.GET, "/open", Set.of(), ctx -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void health_is_open() {
        assertThat(anybody().get("/health").body()).isEqualTo("{\"status\":\"up\"}");
    }
}
