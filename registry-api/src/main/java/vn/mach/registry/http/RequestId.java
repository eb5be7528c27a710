package vn.mach.registry.http;

import io.javalin.http.Context;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** One name for a request in the answer, the log and the audit log: the caller's {@code X-Request-Id} if it is a name, else a new one. */
final class RequestId {
    static final String HEADER = "X-Request-Id";

    private static final String LOG_KEY = "request";
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private RequestId() {}

    static void give(Context ctx) {
        var asked = ctx.header(HEADER);
        var id = asked != null && ALLOWED.matcher(asked).matches()
                ? asked
                : UUID.randomUUID().toString();
        ctx.header(HEADER, id);
        MDC.put(LOG_KEY, id);
    }

    /** Null only outside of a request. */
    static @Nullable String current() {
        return MDC.get(LOG_KEY);
    }

    /** The thread serves another request next. */
    static void forget() {
        MDC.remove(LOG_KEY);
    }
}
