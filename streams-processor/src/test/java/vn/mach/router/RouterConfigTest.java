package vn.mach.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;

class RouterConfigTest {
    private static final String YAML = """
            kafka: {bootstrap: "127.0.0.1:9092"}
            schema-registry: {url: "http://127.0.0.1:8081/apis/ccompat/v7"}
            state: /var/lib/mach/router
            pseudonym-secret: "${file:pseudonym.secret}"
            """;

    @TempDir
    private Path directory;

    @Test
    void a_router_has_one_thread_per_dataset_unless_told_otherwise() throws IOException {
        assertThat(read(YAML).threadsPerDataset()).isEqualTo(1);
        assertThat(read(YAML + "threads: 3\n").threadsPerDataset()).isEqualTo(3);
    }

    @Test
    void a_short_pseudonym_secret_is_refused() {
        assertThatThrownBy(() -> read(YAML, "short"))
                .isInstanceOf(IllegalConfiguration.class)
                .hasMessageContaining("16 characters");
    }

    @Test
    void a_number_of_threads_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> read(YAML + "threads: 0\n"))
                .isInstanceOf(IllegalConfiguration.class)
                .hasMessageContaining("1 to 64");
    }

    @Test
    void the_secret_is_not_printed() throws IOException {
        assertThat(read(YAML).toString()).doesNotContain("0123456789abcdef");
    }

    private RouterConfig read(String yaml) throws IOException {
        return read(yaml, "0123456789abcdef");
    }

    private RouterConfig read(String yaml, String secret) throws IOException {
        Files.writeString(directory.resolve("pseudonym.secret"), secret);
        return ConfigFile.read(Files.writeString(directory.resolve("router.yaml"), yaml), RouterConfig.class);
    }
}
