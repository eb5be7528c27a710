package vn.mach.registry.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The served {@code openapi.yaml}, as something that answers can be held against. */
public final class Description {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final JsonNode document;
    private final SchemaRegistry validators = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    Description(String yaml) {
        try {
            document = new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it is in the jar. */
    public static Description ofTheService() {
        try (var stream = Objects.requireNonNull(Description.class.getResourceAsStream("/openapi.yaml"))) {
            return new Description(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** The roles of each operation, which is named by method and path. */
    TreeMap<String, Set<String>> roles() {
        var roles = new TreeMap<String, Set<String>>();
        document.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation -> {
                    var named = new TreeSet<String>();
                    operation.getValue().path("x-mach-roles").forEach(role -> named.add(role.asText()));
                    roles.put(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), named);
                }));
        return roles;
    }

    JsonNode operation(String name) {
        var words = name.split(" ", 2);
        return document.get("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT));
    }

    /** The example of a body, as it is sent; empty for an operation without a body. */
    String example(String operation) {
        var content = resolved(operation(operation).path("requestBody")).path("content");
        var media = content.isEmpty() ? content : content.elements().next();
        var example = media.path("example");
        if (!example.isMissingNode()) {
            var wrong = wrong(media.get("schema"), example);
            if (!wrong.isEmpty()) {
                throw new AssertionError(operation + ": the example is not what its schema says: " + wrong);
            }
        }
        return example.isTextual() ? example.asText() : example.isMissingNode() ? "" : example.toString();
    }

    /** What of an answer is not as described; empty if all of it is. */
    public List<String> wrong(String operation, int status, String type, String body) {
        var responses = operation(operation).path("responses");
        var response = resolved(responses.path(responses.has("" + status) ? "" + status : "default"));
        var media = response.path("content").path(type.split(";", 2)[0].strip());
        if (media.isMissingNode()) {
            return List.of(status + " with " + type + " is not described");
        }
        return wrong(media.get("schema"), type.contains("json") && !type.contains("ndjson") ? read(body) : text(body));
    }

    private List<String> wrong(JsonNode schema, JsonNode value) {
        var whole = ((ObjectNode) schema).deepCopy();
        whole.set("components", document.get("components"));
        return validators.getSchema(whole).validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    private static JsonNode read(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode text(String body) {
        return TextNode.valueOf(body);
    }
}
