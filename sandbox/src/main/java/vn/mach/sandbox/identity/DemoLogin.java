package vn.mach.sandbox.identity;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import no.nav.security.mock.oauth2.OAuth2Exception;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;
import vn.mach.connection.Secret;

/** The token endpoint: client credentials of a demo user, and nothing else. */
final class DemoLogin implements OAuth2TokenCallback {
    private final Function<DemoUser, Secret> secrets;

    DemoLogin(Function<DemoUser, Secret> secrets) {
        this.secrets = secrets;
    }

    @Override
    public String issuerId() {
        return IdentityProvider.ISSUER_ID;
    }

    @Override
    public String subject(TokenRequest request) {
        return user(request).name();
    }

    @Override
    public String typeHeader(TokenRequest request) {
        return "JWT";
    }

    @Override
    public List<String> audience(TokenRequest request) {
        return List.of(IdentityProvider.AUDIENCE);
    }

    @Override
    public Map<String, Object> addClaims(TokenRequest request) {
        var user = user(request);
        return IdentityProvider.claims(user.agency(), user.roles());
    }

    @Override
    public long tokenExpiry() {
        return IdentityProvider.LIFETIME.toSeconds();
    }

    private DemoUser user(TokenRequest request) {
        if (GrantType.CLIENT_CREDENTIALS.equals(request.getAuthorizationGrant().getType())
                && request.getClientAuthentication() instanceof PlainClientSecret login) {
            return DemoUser.ALL.stream()
                    .filter(user -> user.name().equals(login.getClientID().getValue()))
                    .filter(user -> matches(
                            secrets.apply(user).value(), login.getClientSecret().getValue()))
                    .findFirst()
                    .orElseThrow(DemoLogin::refused);
        }
        throw refused();
    }

    private static OAuth2Exception refused() {
        return new OAuth2Exception(
                OAuth2Error.INVALID_CLIENT,
                "grant_type=client_credentials with client_id and client_secret only",
                null);
    }

    private static boolean matches(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
