package vn.mach.connection;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a YAML file into a configuration record. Names are kebab-case; unknown keys are refused with their path; a
 * {@link Secret} may be written {@code ${env:NAME}} and nothing else may.
 */
public final class ConfigFile {
    private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

    private ConfigFile() {}

    /** The record in {@code file}; throws {@link IllegalConfiguration} whose message is one clear line. */
    public static <T> T read(Path file, Class<T> type) {
        return read(file, type, System.getenv());
    }

    static <T> T read(Path file, Class<T> type, Map<String, String> environment) {
        try {
            var value = mapper(environment).readValue(Files.readString(file), type);
            if (value == null) {
                throw new IllegalConfiguration(file, "", "is empty: write the configuration as YAML");
            }
            return value;
        } catch (NoSuchFileException e) {
            throw new IllegalConfiguration(file, "", "no such file: give the path of the YAML configuration");
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalConfiguration(file, path(e), "unknown key; known here: " + known(e));
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof StreamReadException unreadable) {
                throw notYaml(file, unreadable); // met inside a section
            }
            throw new IllegalConfiguration(file, path(e), problem(e));
        } catch (JsonProcessingException e) {
            throw notYaml(file, e);
        } catch (CharacterCodingException e) {
            throw new IllegalConfiguration(file, "", "is not text in UTF-8: save it so");
        } catch (IOException e) {
            throw new IllegalConfiguration(file, "", "cannot be read: " + e.getMessage());
        }
    }

    private static IllegalConfiguration notYaml(Path file, JsonProcessingException e) {
        return new IllegalConfiguration(file, line(e), "not valid YAML: " + firstLine(e.getOriginalMessage()));
    }

    private static YAMLMapper mapper(Map<String, String> environment) {
        var secrets = new SimpleModule().addDeserializer(Secret.class, new SecretDeserializer(environment));
        return YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .addModule(secrets)
                .build();
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference -> reference.getFieldName() == null
                        ? "[" + reference.getIndex() + "]"
                        : "." + reference.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String known(UnrecognizedPropertyException e) {
        return Objects.requireNonNullElse(e.getKnownPropertyIds(), java.util.List.of()).stream()
                .map(Object::toString)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String problem(JsonMappingException e) {
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            var message = e.getCause().getMessage();
            return message == null ? "a required key is missing" : firstLine(message);
        }
        if (e instanceof MismatchedInputException mismatch) {
            return e.getOriginalMessage().startsWith("Cannot map `null`")
                    ? "is missing: give it"
                    : "is of the wrong kind: write " + kind(mismatch.getTargetType());
        }
        return firstLine(e.getOriginalMessage());
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null || type.isRecord()) {
            return "a section of keys";
        }
        if (Iterable.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return type == boolean.class ? "true or false" : "a number";
        }
        return "text";
    }

    private static String line(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : "line " + location.getLineNr();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    /** Only here is the environment read, so that a configuration value can never pull in an unrelated variable. */
    private static final class SecretDeserializer extends StdDeserializer<Secret> {
        private static final long serialVersionUID = 1L;
        private final transient Map<String, String> environment;

        SecretDeserializer(Map<String, String> environment) {
            super(Secret.class);
            this.environment = environment;
        }

        @Override
        public Secret deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING) || ((YAMLParser) parser).isCurrentAlias()) {
                throw JsonMappingException.from(context, "is no text: put it in quotes, best as \"${env:NAME}\"");
            }
            var text = parser.getText();
            var matcher = ENVIRONMENT.matcher(text);
            if (!matcher.matches()) {
                return secret(context, text);
            }
            var name = matcher.group(1);
            var value = environment.get(name);
            if (value == null || value.isEmpty()) {
                throw JsonMappingException.from(context, "environment variable " + name + " is not set: export it");
            }
            return secret(context, value);
        }

        private static Secret secret(DeserializationContext context, String text) throws JsonMappingException {
            if (text.isEmpty()) {
                throw JsonMappingException.from(context, "is empty: give the secret, best as ${env:NAME}");
            }
            return new Secret(text);
        }
    }
}
