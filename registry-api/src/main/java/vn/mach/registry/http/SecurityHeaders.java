package vn.mach.registry.http;

import java.util.Map;

/** What every answer says to browsers and caches, before a route says otherwise: it is data, for nobody but the caller. */
final class SecurityHeaders {
    static final Map<String, String> ALL = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    private SecurityHeaders() {}
}
