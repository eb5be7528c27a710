package vn.mach.registry.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.json.Json;

/** A refusal as RFC 9457 problem JSON. */
record Problem(int status, String code, String detail) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(Refusal refusal) {
        return new Problem(refusal.status(), refusal.code(), refusal.detail());
    }

    /** What the HTTP machinery refused before any of our code had a say. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> new Problem(status, "not-found", "there is nothing here");
            case 405 -> new Problem(status, "method-not-allowed", "this method is not for this path: see Allow");
            case 413 -> new Problem(status, "body-too-large", "the body is larger than " + Body.LIMIT + " bytes");
            case 431 -> new Problem(status, "headers-too-large", "the request's headers are too large");
            default -> new Problem(status, "http-" + status, "the request cannot be served");
        };
    }

    void writeTo(Context ctx) {
        if (status == 401) {
            ctx.header("WWW-Authenticate", "Bearer");
        }
        ctx.status(status).result(toJson(ctx.path())).contentType(MEDIA_TYPE);
    }

    /** @param instance the request's path; null when it cannot be told */
    String toJson(@Nullable String instance) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "urn:mach:problem:" + code);
        body.put("title", HttpStatus.forStatus(status).getMessage());
        body.put("status", status);
        body.put("code", code);
        body.put("detail", detail);
        if (instance != null) {
            body.put("instance", instance);
        }
        return Json.text(body);
    }
}
