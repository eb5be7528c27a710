package vn.mach.connection;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a YAML file into a configuration record. Names are kebab-case; unknown keys are refused with their path. A
 * {@link Secret} is written {@code ${env:NAME}} or {@code ${file:PATH}}, where a relative path begins in the directory of the
 * YAML file; nothing else may be written so.
 */
public final class ConfigFile {
    private ConfigFile() {}

    /** The record in {@code file}; throws {@link IllegalConfiguration} whose message is one clear line. */
    public static <T> T read(Path file, Class<T> type) {
        return read(file, type, System.getenv());
    }

    static <T> T read(Path file, Class<T> type, Map<String, String> environment) {
        try {
            var value = mapper(environment, file).readValue(Files.readString(file), type);
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

    private static YAMLMapper mapper(Map<String, String> environment, Path file) {
        var directory = file.toAbsolutePath().getParent();
        var secrets = new SimpleModule()
                .addDeserializer(
                        Secret.class, new SecretDeserializer(environment, directory == null ? file : directory));
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
}
