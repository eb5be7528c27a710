package vn.mach.registry.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import vn.mach.registry.json.Json;

/** A refusal as RFC 9457 problem JSON. */
record Problem(int status, String code, String detail) {
    private static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(Refusal refusal) {
        return new Problem(refusal.status(), refusal.code(), refusal.detail());
    }

    void writeTo(Context ctx) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "urn:mach:problem:" + code);
        body.put("title", HttpStatus.forStatus(status).getMessage());
        body.put("status", status);
        body.put("code", code);
        body.put("detail", detail);
        body.put("instance", ctx.path());
        if (status == 401) {
            ctx.header("WWW-Authenticate", "Bearer");
        }
        ctx.status(status).result(Json.text(body)).contentType(MEDIA_TYPE);
    }
}
