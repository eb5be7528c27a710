package vn.mach.registry.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.json.Json;

/** Reads a request's JSON into a record, or says which field is wrong. */
public final class Body {
    static final int LIMIT = 256 * 1024;

    private static final String BYTES = "mach.body";

    private Body() {}

    public static <T> T read(Context ctx, Class<T> type) {
        try {
            var bytes = bytes(ctx);
            refuseNul(bytes);
            T body = Json.MAPPER.readValue(bytes, type);
            if (body == null) {
                throw new Refusal.Invalid("malformed-json", "the body is null: a JSON object is expected");
            }
            return body;
        } catch (JacksonException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException("the request's body cannot be read", e);
        }
    }

    /** The same where no body is as good as an empty object. */
    public static <T> T readIfAny(Context ctx, Class<T> type) {
        if (bytes(ctx).length == 0) {
            ctx.attribute(BYTES, "{}".getBytes(StandardCharsets.UTF_8));
        }
        return read(ctx, type);
    }

    /** As it came, for whoever asks. */
    static byte[] bytes(Context ctx) {
        return bytes(ctx, LIMIT);
    }

    /** The same of at most so many bytes, whatever its form. Counted as it is read: a chunked body announces no length. */
    public static byte[] bytes(Context ctx, int limit) {
        byte[] known = ctx.attribute(BYTES);
        if (known != null) {
            return known;
        }
        try {
            var bytes = ctx.bodyInputStream().readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new Refusal.TooLarge(limit);
            }
            ctx.attribute(BYTES, bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the request's body cannot be read", e);
        }
    }

    /** No text holds it, PostgreSQL refuses it, and only JSON that is not UTF-8 has it raw. */
    private static void refuseNul(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0 || text.contains("\\u0000")) {
            throw new Refusal.Invalid("malformed-json", "the body is JSON in UTF-8, without the character U+0000");
        }
    }

    /** A text that must be there and is not longer than {@code limit}. */
    public static String text(String field, @Nullable String value, int limit) {
        var text = required(field, value).strip();
        if (text.isEmpty() || text.length() > limit) {
            throw new Refusal.Invalid("invalid-field", field + ": 1 to " + limit + " characters");
        }
        return text;
    }

    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new Refusal.Invalid("missing-field", field + ": is required");
        }
        return value;
    }

    /** The path's {@code {id}}; what is no UUID names nothing. */
    public static UUID id(Context ctx, String kind) {
        var text = ctx.pathParam("id");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal.NotFound(kind, text.length() > 80 ? text.substring(0, 80) : text);
        }
    }

    private static Refusal refusal(JacksonException e) {
        if (e.getCause() instanceof Refusal refusal) {
            return refusal;
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new Refusal.Invalid(
                    "unknown-field",
                    path(unknown) + ": is not a field here; known are " + unknown.getKnownPropertyIds());
        }
        if (e instanceof JsonMappingException mapping) {
            return new Refusal.Invalid("invalid-field", path(mapping) + ": has the wrong type or value");
        }
        return new Refusal.Invalid("malformed-json", "the body is not JSON: line " + line(e) + ", column " + column(e));
    }

    private static String path(JsonMappingException e) {
        var path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "the body" : path;
    }

    private static int line(JacksonException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    }

    private static int column(JacksonException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
    }
}
