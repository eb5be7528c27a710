package vn.mach.registry.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An issuer with a real key, whose JWKS is served on a free port. */
public final class TestIssuer implements AutoCloseable {
    public static final String ISSUER = "https://id.example.vn";
    public static final String AUDIENCE = "mach-registry";

    public final RSAKey key;
    private final HttpServer server;
    private final List<String> issued = new CopyOnWriteArrayList<>();

    public TestIssuer() {
        try {
            key = new RSAKeyGenerator(2048).keyID("k1").generate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (JOSEException | IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/jwks", exchange -> {
            var body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    public IdentityConfig identity() {
        return new IdentityConfig(
                ISSUER, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks"), AUDIENCE);
    }

    /** A good token. */
    public String token(String subject, String agency, String... roles) {
        var token = signed(claims(subject, agency, roles).build());
        issued.add(token);
        return token;
    }

    /** The good tokens, all of them. */
    public List<String> issued() {
        return List.copyOf(issued);
    }

    public JWTClaimsSet.Builder claims(String subject, String agency, String... roles) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("agency", agency)
                .claim("roles", List.of(roles));
    }

    public String signed(JWTClaimsSet claims) {
        return signed(
                claims,
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("k1")
                        .type(JOSEObjectType.JWT)
                        .build(),
                rsa(key));
    }

    public static String signed(JWTClaimsSet claims, JWSHeader header, JWSSigner signer) {
        try {
            var token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JWSSigner rsa(RSAKey key) {
        try {
            return new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
