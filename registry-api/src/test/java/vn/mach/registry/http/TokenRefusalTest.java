package vn.mach.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenRefusalTest {
    private static final List<String> REFUSED = new CopyOnWriteArrayList<>();
    private static TestIssuer issuer;
    private static RegistryHttp server;

    @BeforeAll
    static void start() {
        issuer = new TestIssuer();
        Routes routes = () -> List.of(
                Route.get("/who", ctx -> ctx.json(Caller.of(ctx).roles()), Role.MEMBER, Role.STEWARD),
                Route.post("/act", ctx -> ctx.json("done"), Role.OPERATOR));
        server = RegistryHttp.start(
                new HttpConfig("127.0.0.1", 0),
                TokenVerifier.of(issuer.identity()),
                (caller, act, refusal) -> REFUSED.add(caller.subject() + " " + act + " " + refusal.code()),
                List.of(routes));
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.close();
    }

    static Stream<Arguments> forged() throws JOSEException {
        var good = issuer.claims("an", "hanoi", "member");
        var type = JOSEObjectType.JWT;
        var rs256 =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").type(type).build();
        var publicKey = new MACSigner(issuer.key.toPublicJWK().toRSAPublicKey().getEncoded());
        var hs256 =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").type(type).build();
        var stranger = new RSAKeyGenerator(2048).keyID("k1").generate();
        var k2 =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k2").type(type).build();
        var idToken = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("k1")
                .type(new JOSEObjectType("logout+jwt"))
                .build();
        var past = Date.from(Instant.now().minusSeconds(600));
        var token = issuer.signed(good.build());
        return Stream.of(
                Arguments.of("no token", ""),
                Arguments.of("not a token", "Bearer abc"),
                Arguments.of("basic", "Basic YTpi"),
                Arguments.of("alg none", bearer(new PlainJWT(good.build()).serialize())),
                Arguments.of("HS256 with the public key", bearer(TestIssuer.signed(good.build(), hs256, publicKey))),
                Arguments.of(
                        "another key under the same id",
                        bearer(TestIssuer.signed(good.build(), rs256, TestIssuer.rsa(stranger)))),
                Arguments.of(
                        "a key nobody published",
                        bearer(TestIssuer.signed(good.build(), k2, TestIssuer.rsa(stranger)))),
                Arguments.of(
                        "another type", bearer(TestIssuer.signed(good.build(), idToken, TestIssuer.rsa(issuer.key)))),
                Arguments.of("tampered", bearer(tampered(token))),
                Arguments.of(
                        "expired", signed(issuer.claims("an", "hanoi", "member").expirationTime(past))),
                Arguments.of(
                        "wrong issuer",
                        signed(issuer.claims("an", "hanoi", "member").issuer("https://evil.example"))),
                Arguments.of(
                        "wrong audience",
                        signed(issuer.claims("an", "hanoi", "member").audience("other"))),
                Arguments.of(
                        "no roles",
                        signed(issuer.claims("an", "hanoi", "member").claim("roles", null))),
                Arguments.of(
                        "roles as text",
                        signed(issuer.claims("an", "hanoi", "member").claim("roles", "member"))),
                Arguments.of(
                        "no agency",
                        signed(issuer.claims("an", "hanoi", "member").claim("agency", null))),
                Arguments.of("agency that cannot be", signed(issuer.claims("an", "Hà Nội", "member"))),
                Arguments.of(
                        "no subject",
                        signed(issuer.claims("an", "hanoi", "member").subject(null))),
                Arguments.of(
                        "no expiry",
                        signed(issuer.claims("an", "hanoi", "member").expirationTime(null))));
    }

    private static String signed(JWTClaimsSet.Builder claims) {
        return bearer(issuer.signed(claims.build()));
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    private static String tampered(String token) {
        var parts = token.split("\\.");
        var middle = parts[1].substring(0, 20) + (parts[1].charAt(20) == 'A' ? 'B' : 'A') + parts[1].substring(21);
        return parts[0] + "." + middle + "." + parts[2];
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    void a_forged_token_is_nobody(String name, String authorization) {
        var response = new TestClient(server.port(), authorization).get("/who");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(TestClient.json(response).get("code").asText()).isEqualTo("unauthenticated");
    }

    @Test
    void a_good_token_is_its_subject_with_the_roles_we_know() {
        var token = issuer.token("an", "hanoi", "member", "cook");

        var response = TestClient.bearer(server.port(), token).get("/who");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("[\"MEMBER\"]");
    }

    @Test
    void a_caller_without_the_role_is_refused_and_the_act_is_remembered() {
        var token = issuer.token("binh", "hanoi", "member");

        var response = TestClient.bearer(server.port(), token).post("/act", "{}");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(TestClient.json(response).get("detail").asText())
                .isEqualTo("this needs the role operator; you have member");
        assertThat(REFUSED).contains("binh POST /act role-missing");
    }

    @Test
    void an_issuer_that_cannot_be_reached_is_not_the_callers_fault() {
        var down = new IdentityConfig(
                TestIssuer.ISSUER, java.net.URI.create("http://127.0.0.1:1/jwks"), TestIssuer.AUDIENCE);
        var verifier = TokenVerifier.of(down);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> verifier.verify("Bearer " + issuer.token("an", "hanoi", "member"))))
                .isInstanceOf(Refusal.Unavailable.class);
    }
}
