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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(ints = {99_999, 65_536, 0, -5})
    void a_number_that_is_no_port_is_refused_by_the_name_of_its_endpoint(int number) {
        assertThat(Ports.problem(Map.of(Endpoint.KAFKA, number)))
                .contains("kafka=" + number + ": a port is a number from 1 to 65535");
    }

    @Test
    void one_port_for_two_endpoints_is_refused() {
        assertThat(Ports.problem(Map.of(Endpoint.KAFKA, 20_000, Endpoint.API, 20_000)))
                .contains("api=20000: that is the port of kafka, give it another");
        assertThat(Ports.problem(Map.of(Endpoint.KAFKA, 20_000, Endpoint.API, 20_001)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka=99999", "kafka=-5", "kafka=many", "kafka=20000\napi=20000"})
    void a_file_with_a_wrong_port_is_wrong_use_and_named_with_what_to_do(String content) throws IOException {
        Files.writeString(file(), content);

        assertThatThrownBy(() -> Ports.settle(file(), Map.of()))
                .isInstanceOfSatisfying(
                        SandboxFailure.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("ports.properties is wrong, correct or delete it");
    }

    private Path file() {
        return directory.resolve("ports.properties");
    }
}
