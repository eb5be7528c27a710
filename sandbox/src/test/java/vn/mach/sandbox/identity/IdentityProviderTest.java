package vn.mach.sandbox.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;

class IdentityProviderTest {
    @TempDir
    static Path directory;

    private static int port;
    private static IdentityProvider identity;

    @BeforeAll
    static void start() {
        port = Ports.settleOnFreePorts(directory.resolve("ports")).of(Endpoint.IDENTITY);
        identity = open();
    }

    @AfterAll
    static void stop() {
        identity.close();
    }

    @Test
    void a_token_says_who_for_which_agency_in_which_roles() throws Exception {
        var token = SignedJWT.parse(identity.token("an", "hanoi", Set.of("member")));

        var claims = token.getJWTClaimsSet();
        assertThat(isSigned(token)).isTrue();
        assertThat(claims.getIssuer()).isEqualTo("http://127.0.0.1:" + port + "/mach");
        assertThat(claims.getAudience()).containsExactly("mach-registry");
        assertThat(claims.getSubject()).isEqualTo("an");
        assertThat(claims.getStringClaim("agency")).isEqualTo("hanoi");
        assertThat(claims.getStringListClaim("roles")).isEqualTo(List.of("member"));
        assertThat(claims.getIssueTime()).isNotNull();
        assertThat(claims.getExpirationTime()).isInTheFuture();
    }

    @Test
    void a_damaged_signing_key_is_named_with_what_to_do_and_none_of_it_is_shown(@TempDir Path other) throws Exception {
        var key = Files.writeString(other.resolve("signing-key.json"), "{\"d\":\"half-writ");

        assertThatThrownBy(() -> SigningKey.keptIn(other))
                .isInstanceOf(SandboxFailure.class)
                .hasMessageContaining(key.toString())
                .hasMessageContaining("delete it")
                .hasMessageNotContaining("half-writ");
    }

    @Test
    void a_signing_key_half_written_by_a_killed_start_is_made_again(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("signing-key.json.next"), "{\"d\":\"half-writ");

        var made = SigningKey.keptIn(other);

        assertThat(SigningKey.keptIn(other)).isEqualTo(made);
        assertThat(other.resolve("signing-key.json.next")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other.resolve("signing-key.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_demo_user_logs_in_with_a_secret() throws Exception {
        var answer = login("client_credentials", "steward.moj", "secret-of-steward.moj");

        assertThat(answer.statusCode()).isEqualTo(200);
        var token = SignedJWT.parse(answer.body().replaceAll("(?s).*\"access_token\"\\s*:\\s*\"([^\"]+)\".*", "$1"));
        assertThat(isSigned(token)).isTrue();
        assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo(identity.issuer());
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("steward.moj");
        assertThat(token.getJWTClaimsSet().getStringClaim("agency")).isEqualTo("moj");
        assertThat(token.getJWTClaimsSet().getStringListClaim("roles")).containsExactly("steward");
    }

    @Test
    void knowing_a_name_is_not_enough() throws Exception {
        assertThat(login("client_credentials", "operator", "guess").statusCode())
                .isBetween(400, 499);
        assertThat(login("client_credentials", "nobody", "secret-of-nobody").statusCode())
                .isBetween(400, 499);
        assertThat(login("password&username=operator&password=x", "operator", "secret-of-operator")
                        .statusCode())
                .isBetween(400, 499);
    }

    @Test
    void a_token_outlives_a_restart() throws Exception {
        var token = SignedJWT.parse(identity.token(DemoUser.OPERATOR));

        identity.close();
        identity = open();

        assertThat(isSigned(token)).isTrue();
    }

    private static IdentityProvider open() {
        return IdentityProvider.start(directory, port, user -> new Secret("secret-of-" + user.name()));
    }

    private static boolean isSigned(SignedJWT token) throws Exception {
        var keys = JWKSet.parse(get(identity.jwks()).body());
        var key = keys.getKeyByKeyId(token.getHeader().getKeyID());
        return key != null && token.verify(new RSASSAVerifier(key.toRSAKey()));
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> login(String grant, String user, String secret) throws Exception {
        var form = "grant_type=" + grant + "&client_id=" + user + "&client_secret=" + secret;
        var request = HttpRequest.newBuilder(URI.create(identity.tokenEndpoint()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
