package vn.mach.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    record Settings(KafkaConnection kafka, SchemaRegistryConnection schemaRegistry, int threads) {}

    private static final String GOOD = """
            kafka: {bootstrap: "127.0.0.1:9092", user: mach.router, password: "${env:SECRET}"}
            schema-registry: {url: "http://127.0.0.1:8081"}
            threads: 2
            """;

    @TempDir
    Path directory;

    private Settings read(String yaml) throws IOException {
        var file = Files.writeString(directory.resolve("config.yaml"), yaml);
        return ConfigFile.read(file, Settings.class, Map.of("SECRET", "s3cret"));
    }

    @Test
    void a_secret_comes_from_the_environment_and_is_never_printed() throws IOException {
        var settings = read(GOOD);

        assertThat(settings.kafka().password()).isEqualTo(new Secret("s3cret"));
        assertThat(settings.toString()).doesNotContain("s3cret").contains("***");
        assertThat(settings.threads()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            threads: 2                      | threads: two                | threads: is of the wrong kind: write a number
            "127.0.0.1:9092"                | [a]                         | kafka.bootstrap: is of the wrong kind: write text
            threads: 2                      | thread: 2                   | threads: is missing: give it
            user: mach.router               | usr: x, user: mach.router   | kafka.usr: unknown key; known here: bootstrap, password, user
            ${env:SECRET}                   | ${env:NOPE}                 | kafka.password: environment variable NOPE is not set
            127.0.0.1:9092                  | localhost                   | kafka: bootstrap is 'localhost': write host:port
            kafka: {                        | kafka: }{                   | not valid YAML
            user: mach.router               | user: @x                    | line 1: not valid YAML
            threads: 2                      | {threads: 2, threads: 3}    | not valid YAML
            "${env:SECRET}"                 | 123456                      | kafka.password: is no text
            "${env:SECRET}"                 | [x, y]                      | kafka.password: is no text
            "${env:SECRET}"                 | *abc                        | kafka.password: is no text
            "${env:SECRET}"                 | hunter2                     | kafka.password: is not said where to find
            "${env:SECRET}"                 | "a ${env:SECRET}"           | kafka.password: is not said where to find
            "${env:SECRET}"                 | ""                          | kafka.password: is not said where to find
            "${env:SECRET}"                 | "${file:none}"              | kafka.password: file none is not there
            "${env:SECRET}"                 | "${file:empty}"             | kafka.password: file empty is empty
            "${env:SECRET}"                 | "${file:sub}"               | kafka.password: file sub cannot be read
            http://                         | ftp://                      | schema-registry: url is""")
    void a_broken_file_is_one_line_with_the_place(String good, String bad, String message) throws IOException {
        Files.writeString(directory.resolve("empty"), "\n");
        Files.createDirectories(directory.resolve("sub"));

        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOf(IllegalConfiguration.class)
                .hasMessageContaining("config.yaml")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "s3cret\n", "s3cret\r\n"})
    void a_secret_comes_from_a_file_beside_the_configuration(String content) throws IOException {
        Files.writeString(directory.resolve("kafka.secret"), content);

        var settings = read(GOOD.replace("${env:SECRET}", "${file:kafka.secret}"));

        assertThat(settings.kafka().password()).isEqualTo(new Secret("s3cret"));
    }

    @Test
    void a_file_that_is_no_text_is_said() throws IOException {
        var file = Files.write(directory.resolve("config.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});

        assertThatThrownBy(() -> ConfigFile.read(file, Settings.class)).hasMessageContaining("is not text in UTF-8");
    }

    @Test
    void a_file_that_is_not_there_is_said() {
        assertThatThrownBy(() -> ConfigFile.read(directory.resolve("none.yaml"), Settings.class))
                .hasMessageContaining("no such file");
    }
}
