package vn.mach.registry.schemaregistry;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

/** Confluent's protocol as far as a consumer needs it. What an account may not see does not exist. */
final class SchemaRoutes implements Routes {
    private static final String ROOT = "/schema-registry";
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String BASIC = "Basic ";

    private final KnownSchemas schemas;

    SchemaRoutes(KnownSchemas schemas) {
        this.schemas = schemas;
    }

    /** An operation on behalf of an authenticated account: its answer as JSON. */
    @FunctionalInterface
    private interface Operation {
        Object answer(AccountId account, Context ctx);
    }

    @Override
    public List<Route> routes() {
        var reads = Stream.of(
                get("/schemas/ids/{id}", this::byId),
                get("/schemas/ids/{id}/versions", this::usesOf),
                get("/subjects", (account, ctx) -> schemas.subjects(account).stream()
                        .sorted()
                        .toList()),
                get("/subjects/{subject}/versions", this::versions),
                get("/subjects/{subject}/versions/{version}", this::version),
                Route.post(ROOT + "/subjects/{subject}", guarded(this::lookUp), Role.SUBSCRIBER),
                get("/*", (account, ctx) -> {
                    throw ConfluentError.subjectNotFound();
                }));
        var writes = Stream.of(HandlerType.POST, HandlerType.PUT, HandlerType.DELETE, HandlerType.PATCH)
                .map(method -> new Route(method, ROOT + "/*", Set.of(Role.SUBSCRIBER), guarded((account, ctx) -> {
                    throw ConfluentError.readOnly();
                })));
        return Stream.concat(reads, writes).toList();
    }

    private Route get(String path, Operation operation) {
        return Route.get(ROOT + path, guarded(operation), Role.SUBSCRIBER);
    }

    private Handler guarded(Operation operation) {
        return ctx -> {
            try {
                ctx.json(operation.answer(account(ctx), ctx)).contentType(MEDIA_TYPE);
            } catch (ConfluentError e) {
                if (e.status() == 401) {
                    ctx.header("WWW-Authenticate", "Basic realm=\"schema-registry\"");
                }
                ctx.status(e.status())
                        .json(Map.of("error_code", e.code(), "message", String.valueOf(e.getMessage())))
                        .contentType(MEDIA_TYPE);
            }
        };
    }

    private AccountId account(Context ctx) {
        var header = ctx.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            throw ConfluentError.unauthorized();
        }
        try {
            var pair = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 1 || colon == pair.length() - 1) {
                throw ConfluentError.unauthorized();
            }
            return schemas.authenticate(pair.substring(0, colon), new Secret(pair.substring(colon + 1)))
                    .orElseThrow(ConfluentError::unauthorized);
        } catch (IllegalArgumentException e) {
            throw ConfluentError.unauthorized();
        }
    }

    private Object byId(AccountId account, Context ctx) {
        return Map.of("schema", found(account, ctx).get(0).schema());
    }

    private Object usesOf(AccountId account, Context ctx) {
        return found(account, ctx).stream()
                .map(known -> Map.of("subject", known.subject(), "version", known.version()))
                .toList();
    }

    private List<KnownSchema> found(AccountId account, Context ctx) {
        var id = ctx.pathParam("id");
        var found = id.matches("[0-9]{1,9}") ? schemas.withId(account, Integer.parseInt(id)) : List.<KnownSchema>of();
        if (found.isEmpty()) {
            throw ConfluentError.schemaNotFound();
        }
        return found;
    }

    private Object versions(AccountId account, Context ctx) {
        return subject(account, ctx).stream().map(KnownSchema::version).toList();
    }

    private Object version(AccountId account, Context ctx) {
        var versions = subject(account, ctx);
        var wanted = ctx.pathParam("version");
        if (wanted.equals("latest")) {
            return answer(versions.get(versions.size() - 1));
        }
        return versions.stream()
                .filter(known -> String.valueOf(known.version()).equals(wanted))
                .findFirst()
                .map(SchemaRoutes::answer)
                .orElseThrow(ConfluentError::versionNotFound);
    }

    private Object lookUp(AccountId account, Context ctx) {
        var versions = subject(account, ctx);
        var wanted = parse(Body.read(ctx, JsonNode.class).path("schema").asText());
        return versions.stream()
                .filter(known -> parse(known.schema()).equals(wanted))
                .findFirst()
                .map(SchemaRoutes::answer)
                .orElseThrow(ConfluentError::schemaNotFound);
    }

    private List<KnownSchema> subject(AccountId account, Context ctx) {
        var versions = schemas.versions(account, ctx.pathParam("subject"));
        if (versions.isEmpty()) {
            throw ConfluentError.subjectNotFound();
        }
        return versions;
    }

    private static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw ConfluentError.invalidSchema();
        }
    }

    private static Object answer(KnownSchema known) {
        return Json.object(known);
    }
}
