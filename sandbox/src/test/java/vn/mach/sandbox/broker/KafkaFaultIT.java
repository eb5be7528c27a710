package vn.mach.sandbox.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.Ports;

/** What Kafka would end the JVM for. */
class KafkaFaultIT {
    private static final Secret ADMIN = new Secret("admin-secret");

    @TempDir
    Path directory;

    @AfterEach
    void forget() {
        KafkaBroker.onFatalFault(fault -> {});
    }

    @Test
    void a_broker_that_died_of_a_fault_is_reported_and_closing_it_waits_for_nothing() {
        var reported = new ArrayList<String>();
        var ports = Ports.settleOnFreePorts(directory.resolve("ports"));
        KafkaBroker.onFatalFault(reported::add);
        var broker = KafkaBroker.start(directory.resolve("kafka"), ports, ADMIN);
        assertThat(KafkaBroker.hasMetFault()).isFalse();

        assertThatThrownBy(() -> Exit.halt(1, "all log dirs have failed")).hasMessage("all log dirs have failed");
        var before = Instant.now();
        broker.close();

        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofMillis(200));
        assertThat(reported).containsExactly("all log dirs have failed");
        assertThat(KafkaBroker.hasMetFault()).isTrue();
        assertThat(Patience.until(() -> Ports.isFree(ports.of(Endpoint.KAFKA)), Duration.ofSeconds(30)))
                .isTrue();
    }
}
