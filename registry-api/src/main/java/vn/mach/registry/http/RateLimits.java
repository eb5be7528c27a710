package vn.mach.registry.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How often one may ask: an address before anybody is known, then each caller. A reader or a script does not notice it; a loop
 * that has gone wild, or somebody who guesses, does.
 *
 * @param address of whoever connects: of all callers behind one gateway
 * @param caller a person or service of an agency, or an account
 */
public record RateLimits(RateLimit address, RateLimit caller) {
    private static final String BASIC = "Basic ";

    public static RateLimits standard() {
        return new RateLimits(
                new RateLimit(2_000, 4_000, System::nanoTime), new RateLimit(200, 1_000, System::nanoTime));
    }

    void admit(Context ctx) {
        address.take(ctx.ip());
    }

    void admit(Caller known) {
        caller.take("bearer " + known.agency() + " " + known.subject());
    }

    /** An account as it names itself, from there: nobody spends what another from elsewhere has. */
    void admitAccount(Context ctx) {
        caller.take("basic " + ctx.ip() + " " + user(ctx.header("Authorization")));
    }

    private static String user(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return "";
        }
        try {
            var pair = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            return new String(pair, StandardCharsets.UTF_8).split(":", 2)[0];
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
