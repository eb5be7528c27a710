package vn.mach.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;

/**
 * An object as a caller is told of it.
 *
 * @param version of the object, its {@code ETag}
 */
public record Answer(int status, ObjectNode body, long version) {
    public static Answer of(ObjectNode body, long version) {
        return new Answer(200, body, version);
    }

    public static Answer created(ObjectNode body, long version) {
        return new Answer(201, body, version);
    }

    public void send(Context ctx) {
        ctx.status(status).header("ETag", tag(version)).json(body);
    }

    static String tag(long version) {
        return "\"" + version + "\"";
    }
}
