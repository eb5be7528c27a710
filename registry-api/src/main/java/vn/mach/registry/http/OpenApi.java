package vn.mach.registry.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The description of this API, kept by hand and held against what is served by a test. */
public final class OpenApi implements Routes {
    static final String PATH = API + "/openapi.yaml";

    private final byte[] text = read();

    @Override
    public List<Route> routes() {
        return List.of(Route.get(PATH, this::get, Role.OPEN));
    }

    private void get(Context ctx) {
        ctx.result(text).contentType("application/yaml").header("Cache-Control", "public, max-age=300");
    }

    private static byte[] read() {
        try (var stream = Objects.requireNonNull(OpenApi.class.getResourceAsStream("/openapi.yaml"))) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read", e);
        }
    }
}
