package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.subscriber.Subscriber;

/** An agency with only a spreadsheet: two exports of it, published, reach a subscriber as changes. */
@ExtendWith(SandboxExtension.class)
class PublishedCsvIT {
    private static final DatasetId HOUSEHOLDS = DatasetId.parse("moj.household");
    private static final AgentId AGENT = AgentId.parse("moj.spreadsheet");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void the_difference_of_two_exports_reaches_the_subscriber(Sandbox sandbox) throws Exception {
        // Given a dataset without a database, and a granted view of it
        var registry = new Registry(sandbox);
        var fields = List.of("household_id", "head_person_id", "commune_code", "address", "registered_on");
        registry.dataset(
                HOUSEHOLDS,
                "Hộ gia đình",
                "samples/household",
                List.of("household_id"),
                fields.stream().collect(Collectors.toMap(field -> field, field -> "basic")));
        var secret = registry.agent(AGENT, List.of(HOUSEHOLDS.slug()));
        var view = ViewId.of(HOUSEHOLDS, "in-00001");
        registry.view(
                view,
                Map.of(
                        "condition",
                        "commune_code = '00001'",
                        "columns",
                        List.of(
                                Map.of("column", "household_id", "rule", "keep"),
                                Map.of("column", "address", "rule", "mask", "keepLast", 2))));
        var reader = registry.account(Views.READER);
        registry.grant(view, Views.READER, "test");
        try (var subscriber = new Views(sandbox).subscribe(view, reader, "households")) {
            // When the first export is published
            publish(sandbox, secret, "1,10,00001,12 Hàng Bài,2020-01-01", "2,11,00004,,2021-02-03");

            // Then the subscriber holds the one row the view admits, masked
            assertThat(holds(subscriber, Map.of(1L, "*********ài"))).isTrue();

            // When in the next export one household has moved in and the other is gone
            publish(sandbox, secret, "2,11,00001,5 Tràng Tiền,2021-02-03");

            // Then so it is at the subscriber
            assertThat(holds(subscriber, Map.of(2L, "**********ền")))
                    .as(subscriber.content().toString())
                    .isTrue();
        }
    }

    private static boolean holds(Subscriber subscriber, Map<Long, String> addresses) {
        return subscriber.await(
                it -> it.content().values().stream()
                        .collect(Collectors.toMap(row -> row.get("household_id"), row -> row.get("address")))
                        .equals(addresses),
                PATIENCE);
    }

    private void publish(Sandbox sandbox, Secret secret, String... rows) throws IOException, InterruptedException {
        var config = Files.writeString(directory.resolve("publish.yaml"), """
                agent: %s
                dataset: %s
                kafka: {bootstrap: "%s", user: %s, password: "${env:KAFKA_PASSWORD}"}
                schema-registry: {url: "%s"}
                state: %s
                """.formatted(
                        AGENT,
                        HOUSEHOLDS.slug(),
                        sandbox.kafka().bootstrap(),
                        AGENT.user(),
                        sandbox.schemaRegistryConnection().url(),
                        directory.resolve("households.published")));
        var csv = Files.writeString(
                directory.resolve("export.csv"),
                "household_id,head_person_id,commune_code,address,registered_on\n" + String.join("\n", rows) + "\n");
        var process = new ProcessBuilder(
                Home.java(),
                "-cp",
                sandbox.home().classPath("producers"),
                "vn.mach.producer.PublishCsv",
                config.toString(),
                csv.toString());
        process.environment().put("KAFKA_PASSWORD", secret.value());
        var said = directory.resolve("publish.out").toFile();
        var started =
                process.redirectErrorStream(true).redirectOutput(said).start(); // failsafe talks on our own streams
        assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(started.exitValue()).as(Files.readString(said.toPath())).isZero();
    }
}
