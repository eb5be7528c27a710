package vn.mach.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;

class RegistryConfigTest {
    @TempDir
    private Path directory;

    private RegistryConfig read(String yaml) throws IOException {
        Files.writeString(directory.resolve("a.secret"), "secret");
        return ConfigFile.read(Files.writeString(directory.resolve("registry.yaml"), yaml), RegistryConfig.class);
    }

    /** The example of the README, with a file in place of the variables that hold secrets. */
    private static String example() throws IOException {
        var readme = Files.readString(Path.of("README.md"));
        var yaml = readme.substring(readme.indexOf("```yaml\n") + 8);
        return yaml.substring(0, yaml.indexOf("```")).replaceAll("\\$\\{env:[A-Z_]+}", "\\${file:a.secret}");
    }

    @Test
    void the_example_of_the_readme_is_a_configuration_and_prints_no_secret() throws IOException {
        var config = read(example());

        assertThat(config.http().port()).isEqualTo(18080);
        assertThat(config.identity().audience()).isEqualTo("mach");
        assertThat(config.toString()).contains("***").doesNotContain("password=secret");
    }

    @Test
    void an_unknown_key_a_missing_section_and_a_wrong_value_name_their_place() {
        assertThatThrownBy(() -> read(example() + "colour: blue\n"))
                .isInstanceOf(IllegalConfiguration.class)
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> read(example().replaceAll("(?m)^http:.*\n", "")))
                .isInstanceOf(IllegalConfiguration.class)
                .hasMessageContaining("section 'http' is missing");
        assertThatThrownBy(() -> read(example().replace("18080", "99999")))
                .isInstanceOf(IllegalConfiguration.class)
                .hasMessageContaining("http")
                .hasMessageContaining("0 to 65535");
        assertThatThrownBy(() -> read(example().replace("http://127.0.0.1:18082/mach/jwks", "no url")))
                .isInstanceOf(IllegalConfiguration.class)
                .hasMessageContaining("identity.jwks");
    }
}
