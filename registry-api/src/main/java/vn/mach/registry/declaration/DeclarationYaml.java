package vn.mach.registry.declaration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import vn.mach.naming.IllegalName;
import vn.mach.registry.http.Refusal;

/** Writes and reads a declaration. Every text is quoted, so that none is taken for a number, a date or a Norwegian "no". */
final class DeclarationYaml {
    /** Two thousand datasets and twenty thousand grants take about a half of it. */
    static final int LIMIT = 16 * 1024 * 1024;

    private static final YAMLMapper MAPPER = YAMLMapper.builder(
                    YAMLFactory.builder().loaderOptions(limits()).build())
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER, YAMLGenerator.Feature.SPLIT_LINES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private DeclarationYaml() {}

    private static LoaderOptions limits() {
        var limits = new LoaderOptions();
        limits.setCodePointLimit(LIMIT);
        return limits;
    }

    static String text(Declaration declaration) {
        try {
            return MAPPER.writeValueAsString(declaration);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot be written as YAML", e);
        }
    }

    /** By the names that the YAML has. */
    static ObjectNode tree(Declared declared) {
        return MAPPER.valueToTree(declared);
    }

    /** Refuses what is no declaration, and says where. */
    static Declaration read(byte[] yaml) {
        try {
            var tree = MAPPER.readTree(decoded(yaml));
            if (!tree.isObject()) {
                throw new Refusal.Invalid(
                        "malformed-yaml", "a declaration has the keys agencies, datasets, views, grants");
            }
            refuseNul(tree);
            return MAPPER.treeToValue(tree, Declaration.class);
        } catch (JsonMappingException e) {
            throw refusal(e);
        } catch (JsonProcessingException e) {
            var at = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new Refusal.Invalid("malformed-yaml", at + "the body is not YAML, or names a key twice");
        }
    }

    private static String decoded(byte[] yaml) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal.Invalid("malformed-yaml", "the body is not text in UTF-8");
        }
    }

    /** No text holds it, and PostgreSQL refuses it. */
    private static void refuseNul(JsonNode tree) {
        if (tree.toString().contains("\\u0000")) {
            throw new Refusal.Invalid("malformed-yaml", "the character U+0000 stands in it: take it out");
        }
    }

    private static Refusal refusal(JsonMappingException e) {
        var path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
        var where = path.isEmpty() ? "the declaration" : path;
        if (e.getCause() instanceof Refusal refusal) {
            return Where.of(path, refusal);
        }
        if (e.getCause() instanceof IllegalName name) {
            return new Refusal.Invalid("illegal-name", where + ": " + name.getMessage());
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new Refusal.Invalid(
                    "unknown-field", where + ": is not a key here; known are " + unknown.getKnownPropertyIds());
        }
        return new Refusal.Invalid("invalid-field", where + ": has the wrong type or value");
    }
}
