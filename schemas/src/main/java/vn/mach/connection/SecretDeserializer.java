package vn.mach.connection;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A secret is never in a configuration itself, which is copied, printed and versioned: only where it is. Nothing else reads
 * the environment, so that no other value can pull in an unrelated variable.
 */
final class SecretDeserializer extends StdDeserializer<Secret> {
    private static final long serialVersionUID = 1L;
    private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern FILE = Pattern.compile("\\$\\{file:([^}]+)}");
    private static final String FORMS = "write \"${env:NAME}\" or \"${file:PATH}\"";

    private final transient Map<String, String> environment;
    private final transient Path directory;

    /** @param directory where relative paths begin */
    SecretDeserializer(Map<String, String> environment, Path directory) {
        super(Secret.class);
        this.environment = environment;
        this.directory = directory;
    }

    @Override
    public Secret deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING) || ((YAMLParser) parser).isCurrentAlias()) {
            throw JsonMappingException.from(context, "is no text: " + FORMS);
        }
        var text = parser.getText();
        var variable = ENVIRONMENT.matcher(text);
        if (variable.matches()) {
            return fromEnvironment(context, variable.group(1));
        }
        var file = FILE.matcher(text);
        if (file.matches()) {
            return fromFile(context, file.group(1));
        }
        throw JsonMappingException.from(context, "is not said where to find: " + FORMS + ", never the secret itself");
    }

    private Secret fromEnvironment(DeserializationContext context, String name) throws JsonMappingException {
        var value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw JsonMappingException.from(context, "environment variable " + name + " is not set: export it");
        }
        return new Secret(value);
    }

    /** The line break that editors end a file with is not part of the secret. */
    private Secret fromFile(DeserializationContext context, String path) throws JsonMappingException {
        var text = read(context, path).replaceFirst("\\R\\z", "");
        if (text.isEmpty()) {
            throw JsonMappingException.from(context, "file " + path + " is empty: write the secret into it");
        }
        return new Secret(text);
    }

    private String read(DeserializationContext context, String path) throws JsonMappingException {
        try {
            return Files.readString(directory.resolve(path));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw JsonMappingException.from(context, "file " + path + " is not there: write the secret into it");
        } catch (CharacterCodingException e) {
            throw JsonMappingException.from(context, "file " + path + " is not text in UTF-8: save it so");
        } catch (IOException e) {
            throw JsonMappingException.from(
                    context, "file " + path + " cannot be read: let the user of this process read it");
        }
    }
}
