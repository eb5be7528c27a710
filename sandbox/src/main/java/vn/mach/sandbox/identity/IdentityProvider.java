package vn.mach.sandbox.identity;

import com.nimbusds.jose.jwk.JWK;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;

/**
 * An OIDC issuer in this process. Its signing key is its own and is kept, so a token outlives a restart; each demo user
 * has a secret, so knowing a name is not enough.
 */
public final class IdentityProvider implements AutoCloseable {
    public static final String ISSUER_ID = "mach";
    public static final String AUDIENCE = "mach-registry";
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    static final Duration LIFETIME = Duration.ofHours(8);

    private final MockOAuth2Server server;
    private final OAuth2TokenProvider tokens;
    private final Function<DemoUser, Secret> secrets;
    private final int port;

    private IdentityProvider(
            MockOAuth2Server server, OAuth2TokenProvider tokens, Function<DemoUser, Secret> secrets, int port) {
        this.server = server;
        this.tokens = tokens;
        this.secrets = secrets;
        this.port = port;
    }

    /** Serves on the loopback interface; {@code secrets} says each demo user's. */
    public static IdentityProvider start(Path directory, int port, Function<DemoUser, Secret> secrets) {
        var tokens = new OAuth2TokenProvider(new KeyProvider(List.<JWK>of(SigningKey.keptIn(directory)), "RS256"));
        tokens.publicJwkSet(ISSUER_ID); // the first issuer asked for gets the kept key
        try {
            var config = new OAuth2Config(
                    false, null, null, false, tokens, Set.of(new DemoLogin(secrets)), new NettyWrapper());
            var server = new MockOAuth2Server(config);
            server.start(Ports.loopback(), port);
            return new IdentityProvider(server, tokens, secrets, port);
        } catch (Exception e) { // written in Kotlin, it throws what it does not declare
            throw SandboxFailure.broken(
                    "The identity provider cannot start on port " + port + " (another: --ports identity=PORT)", e);
        }
    }

    public String issuer() {
        return "http://" + Ports.LOOPBACK + ":" + port + "/" + ISSUER_ID;
    }

    public String jwks() {
        return issuer() + "/jwks";
    }

    public String tokenEndpoint() {
        return issuer() + "/token";
    }

    public Secret secret(DemoUser user) {
        return secrets.apply(user);
    }

    public String token(DemoUser user) {
        return token(user.name(), user.agency(), user.roles());
    }

    /** A signed token of anybody, as the registry accepts it. */
    public String token(String subject, String agency, Set<String> roles) {
        var now = Instant.now();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", issuer());
        claims.put("sub", subject);
        claims.put("aud", AUDIENCE);
        claims.put("iat", Date.from(now));
        claims.put("exp", Date.from(now.plus(LIFETIME)));
        claims.put("jti", UUID.randomUUID().toString());
        claims.putAll(claims(agency, roles));
        return tokens.jwt(claims, LIFETIME, ISSUER_ID).serialize();
    }

    @Override
    public void close() {
        server.shutdown();
        Patience.until(() -> Ports.isFree(port), CLOSE_LIMIT); // it closes its port some time after it says so
    }

    static Map<String, Object> claims(String agency, Set<String> roles) {
        return Map.of("agency", agency, "roles", List.copyOf(roles));
    }
}
