package vn.mach.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    @TempDir
    Path directory;

    @Test
    void a_port_somebody_uses_is_refused_by_name_when_the_user_asked_for_it() throws IOException {
        try (var taken = new ServerSocket(0, 1, Ports.loopback())) {
            var asked = Map.of(Endpoint.API, taken.getLocalPort());

            assertThatThrownBy(() -> Ports.settle(file(), asked))
                    .isInstanceOf(SandboxFailure.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " for api is in use")
                    .hasMessageContaining("--ports api=PORT");
        }
    }

    @Test
    void a_remembered_port_somebody_uses_gives_way_to_a_free_one_which_is_remembered() throws IOException {
        try (var taken = new ServerSocket(0, 1, Ports.loopback())) {
            Files.writeString(file(), "kafka=" + taken.getLocalPort() + "\n");

            var first = Ports.settleOnFreePorts(file());

            assertThat(first.of(Endpoint.KAFKA)).isNotEqualTo(taken.getLocalPort());
            assertThat(Ports.settleOnFreePorts(file()).of(Endpoint.KAFKA)).isEqualTo(first.of(Endpoint.KAFKA));
        }
    }

    @Test
    void no_two_endpoints_share_a_port() {
        var ports = Ports.settleOnFreePorts(file());

        assertThat(Arrays.stream(Endpoint.values()).map(ports::of)).doesNotHaveDuplicates();
    }

    @Test
    void a_file_that_names_an_unknown_endpoint_is_refused_with_what_to_do() throws IOException {
        Files.writeString(file(), "fax=1234\n");

        assertThatThrownBy(() -> Ports.settle(file(), Map.of()))
                .isInstanceOf(SandboxFailure.class)
                .hasMessageContaining("ports.properties")
                .hasMessageContaining("No endpoint is called 'fax'");
    }

    private Path file() {
        return directory.resolve("ports.properties");
    }
}
