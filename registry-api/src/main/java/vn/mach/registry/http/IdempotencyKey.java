package vn.mach.registry.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A caller's own name for one request: the same name with another request is a mistake. */
record IdempotencyKey(String subject, String agency, String key, String request) {
    private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** Null when the caller gave none. */
    static @Nullable IdempotencyKey of(Context ctx, Caller caller) {
        var key = ctx.header("Idempotency-Key");
        if (key == null) {
            return null;
        }
        if (!ALLOWED.matcher(key).matches()) {
            throw new Refusal.Invalid(
                    "illegal-idempotency-key", "Idempotency-Key: 1 to 255 visible ASCII characters, such as a UUID");
        }
        return new IdempotencyKey(caller.subject(), caller.agency().slug(), key, digest(ctx));
    }

    Map<String, Object> columns() {
        return Map.of("subject", subject, "agency", agency, "key", key, "request", request);
    }

    private static String digest(Context ctx) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var line = ctx.method().name() + " " + ctx.path() + "?" + Objects.requireNonNullElse(ctx.queryString(), "");
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            return HexFormat.of().formatHex(digest.digest(Body.bytes(ctx)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
