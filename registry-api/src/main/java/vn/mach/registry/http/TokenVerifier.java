package vn.mach.registry.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.naming.AgencyId;
import vn.mach.naming.IllegalName;

/** Turns a bearer token into a caller, or refuses: signature by the issuer's keys, issuer, audience, time, and our claims. */
public final class TokenVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);
    private static final String BEARER = "Bearer ";
    private static final int FETCH_MILLIS = 2_000;
    private static final int MOST_BYTES = 256 * 1024;
    private static final long OUTAGE_MILLIS = 3_600_000;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private final Responsibility responsibility;

    private TokenVerifier(IdentityConfig identity, JWKSource<SecurityContext> keys, Responsibility responsibility) {
        this.responsibility = responsibility;
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                identity.audience(),
                new JWTClaimsSet.Builder().issuer(identity.issuer()).build(),
                Set.of("sub", "exp", "iat", "agency", "roles")));
    }

    /** As {@link #of(IdentityConfig, Responsibility)}, where each agency answers for itself. */
    public static TokenVerifier of(IdentityConfig identity) {
        return of(identity, Set::of);
    }

    /** Keys are fetched when first needed, kept, and survive an outage of the issuer of one hour. */
    public static TokenVerifier of(IdentityConfig identity, Responsibility responsibility) {
        try {
            var fetch = new ConfiguredAddress();
            return new TokenVerifier(
                    identity,
                    JWKSourceBuilder.create(identity.jwks().toURL(), fetch)
                            .retrying(true)
                            .outageTolerant(OUTAGE_MILLIS)
                            .rateLimited(true)
                            .build(),
                    responsibility);
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("identity.jwks is not a URL", e);
        }
    }

    /** The caller, who is of an agency that goes on; an operator acts for the platform, whatever became of the agency. */
    Caller verify(@Nullable String authorization) {
        var caller = verified(authorization);
        var answersFor = responsibility.of(caller.agency());
        if (answersFor.isEmpty() && !caller.is(Role.OPERATOR)) {
            throw new Refusal.Forbidden(
                    "agency-merged",
                    "agency '" + caller.agency()
                            + "' has ended in another, which answers for it: get a token of that one");
        }
        return caller.with(answersFor);
    }

    private Caller verified(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new Refusal.Unauthenticated("send 'Authorization: Bearer <token>'");
        }
        try {
            return caller(
                    processor.process(authorization.substring(BEARER.length()).strip(), null));
        } catch (RateLimitReachedException e) {
            throw refused("it is signed by a key the issuer has not published");
        } catch (KeySourceException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("the issuer's keys cannot be read");
            throw new Refusal.Unavailable(
                    "identity-unavailable", "tokens cannot be verified now: the issuer's keys cannot be read");
        } catch (BadJOSEException | JOSEException e) {
            throw refused("it is not valid here (signature, issuer, audience or time)");
        } catch (ParseException | IllegalName e) {
            throw refused("it is not a token with sub, agency and roles");
        }
    }

    /** Asks the address that was configured, and none that an answer names: whoever answers there would be the issuer. */
    private static final class ConfiguredAddress extends DefaultResourceRetriever {
        ConfiguredAddress() {
            super(FETCH_MILLIS, FETCH_MILLIS, MOST_BYTES);
        }

        @Override
        protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
            var connection = super.openHTTPConnection(url);
            connection.setInstanceFollowRedirects(false);
            return connection;
        }
    }

    private static Caller caller(JWTClaimsSet claims) throws ParseException {
        var roles = claims.getStringListClaim("roles").stream()
                .map(Role::claimed)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        return new Caller(claims.getSubject(), AgencyId.of(claims.getStringClaim("agency")), roles);
    }

    private static Refusal refused(String why) {
        return new Refusal.Unauthenticated("the token is refused: " + why);
    }
}
