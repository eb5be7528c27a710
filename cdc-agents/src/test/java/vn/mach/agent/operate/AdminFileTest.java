package vn.mach.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.agent.config.AdminTarget;

/** Only the agent's user reads the token. */
class AdminFileTest {
    private static final AdminFile.Content CONTENT = new AdminFile.Content(4711, "0123456789abcdef", 1);

    @TempDir
    private Path directory;

    private Path configuration;

    @BeforeEach
    void configuration() throws IOException {
        configuration = Files.writeString(directory.resolve("agent.yaml"), "");
    }

    @Test
    void the_file_and_its_directory_are_the_users_alone() throws IOException {
        var written = place(Map.of()).write(CONTENT);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written.getParent())))
                .isEqualTo("rwx------");
        assertThat(place(Map.of()).find()).hasValue(CONTENT);
        assertThat(CONTENT.toString()).doesNotContain(CONTENT.token());
    }

    @Test
    void a_file_or_directory_that_is_open_to_others_is_not_trusted() throws IOException {
        var written = place(Map.of()).write(CONTENT);
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(place(Map.of()).find()).isEmpty();

        Files.setPosixFilePermissions(written.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> place(Map.of()).write(CONTENT)).hasMessageContaining("is open to others");
    }

    @Test
    void two_agents_of_one_name_are_told_apart_by_their_files() throws IOException {
        place(Map.of()).write(CONTENT);
        configuration = Files.writeString(directory.resolve("other.yaml"), "");

        assertThat(place(Map.of()).find()).isEmpty();
    }

    @Test
    void a_runtime_directory_of_the_service_or_the_user_comes_first() throws IOException {
        var service = Files.createDirectory(directory.resolve("service"));

        var written = place(Map.of("RUNTIME_DIRECTORY", service + ":/elsewhere", "XDG_RUNTIME_DIR", "/nowhere"))
                .write(CONTENT);

        assertThat(written.getParent()).isEqualTo(service);
        assertThat(place(Map.of("XDG_RUNTIME_DIR", service.toString())).find()).hasValue(CONTENT);
        assertThat(place(Map.of()).find()).isEmpty();
    }

    private AdminFile place(Map<String, String> environment) throws IOException {
        return new AdminFile(
                configuration, AdminTarget.of(Configs.standard()), environment, directory.resolve("tmp-root"));
    }

    @BeforeEach
    void temporary() throws IOException {
        Files.createDirectory(directory.resolve("tmp-root"));
    }
}
