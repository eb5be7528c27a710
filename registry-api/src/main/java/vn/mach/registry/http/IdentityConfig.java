package vn.mach.registry.http;

import java.net.URI;

/**
 * Whose tokens are accepted.
 *
 * @param issuer the exact {@code iss}
 * @param jwks URL of the issuer's public keys
 * @param audience what {@code aud} must contain
 */
public record IdentityConfig(String issuer, URI jwks, String audience) {
    public IdentityConfig {
        if (issuer == null || issuer.isBlank()) {
            throw new IllegalArgumentException("issuer is missing: the exact 'iss' of accepted tokens");
        }
        if (jwks == null
                || jwks.getHost() == null
                || !String.valueOf(jwks.getScheme()).matches("https?")) {
            throw new IllegalArgumentException("jwks '" + jwks + "' is not a URL: http(s)://…/jwks");
        }
        if (audience == null || audience.isBlank()) {
            throw new IllegalArgumentException("audience is missing: what 'aud' must contain");
        }
    }
}
