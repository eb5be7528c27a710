package vn.mach.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void a_second_sandbox_on_the_same_data_is_refused() {
        try (var first = DataDirectory.open(directory)) {
            assertThatThrownBy(() -> DataDirectory.open(first.path()))
                    .isInstanceOf(SandboxFailure.class)
                    .hasMessageContaining("already uses " + directory)
                    .hasMessageContaining("--data DIR");
        }
        DataDirectory.open(directory).close();
    }

    @Test
    void a_directory_of_somebody_else_is_neither_used_nor_erased() throws IOException {
        Files.writeString(directory.resolve("thesis.txt"), "ten years of work");

        assertThatThrownBy(() -> DataDirectory.open(directory)).hasMessageContaining("not a sandbox's");
        assertThat(directory.resolve("thesis.txt")).exists();
    }

    @Test
    void erasing_deletes_what_a_sandbox_wrote_and_keeps_the_logs() throws IOException {
        try (var data = DataDirectory.open(directory)) {
            Files.createDirectories(data.kafka().resolve("topic-0"));
            Files.writeString(data.logs().resolve("router.log"), "line");

            data.erase();

            assertThat(data.kafka()).doesNotExist();
            assertThat(data.logs().resolve("router.log")).exists();
        }
    }

    @Test
    void erasing_deletes_what_a_start_that_was_killed_had_half_made() throws IOException {
        try (var data = DataDirectory.open(directory)) {
            var password = Files.createTempFile(directory, "postgres-", ".password");
            var half = Files.createTempDirectory(directory, "postgres-new-");
            Files.writeString(half.resolve("PG_VERSION"), "17");

            data.erase();

            assertThat(password).doesNotExist();
            assertThat(half).doesNotExist();
        }
    }

    @Test
    void secrets_are_kept_and_only_their_owner_reads_them() throws IOException {
        try (var data = DataDirectory.open(directory)) {
            var secret = GeneratedSecrets.of(data).get("kafka.admin");

            assertThat(GeneratedSecrets.of(data).get("kafka.admin")).isEqualTo(secret);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.secrets())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void data_whose_secrets_are_lost_is_refused() throws IOException {
        try (var data = DataDirectory.open(directory)) {
            Files.createDirectories(data.kafka());

            assertThatThrownBy(() -> GeneratedSecrets.of(data)).hasMessageContaining("--fresh");
        }
    }
}
