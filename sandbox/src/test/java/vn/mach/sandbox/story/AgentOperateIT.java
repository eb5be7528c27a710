package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;
import vn.mach.wire.NotWireFormat;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** What a DBA asks of a running agent, and what its log budget does; with the commands, as processes of their own. */
@ExtendWith(SandboxExtension.class)
class AgentOperateIT {
    private static final DatasetId SHOPS = DatasetId.parse("moit.shop");
    private static final AgentId AGENT = AgentId.parse("moit.operated");
    private static final int GAP = 3;
    private static final String CONTRACT = """
            {"type": "record", "name": "Row", "namespace": "mach.moit.shop", "fields": [
              {"name": "id", "type": "long"}, {"name": "name", "type": "string"}]}""";

    @TempDir
    private Path directory;

    @Test
    void a_running_agent_is_watched_paused_and_resumed_and_one_that_gave_up_its_slot_is_resynced(Sandbox sandbox)
            throws Exception {
        var database = database(sandbox);
        var setup = setup(sandbox, database);
        int port = freePort();
        var config = Files.writeString(
                directory.resolve("agent.yaml"),
                setup.configuration()
                                .replace(
                                        "  publication:", "  log-budget: 24MB\n  when-spent: drop-slot\n  publication:")
                        + "admin: {port: " + port + "}\n");
        assertThat(command(sandbox, "status", config).code()).isEqualTo(1);

        var agent = start(sandbox, setup, config);
        try {
            await(() -> is(sandbox, config, "STREAMING"));
            assertThat(get(port, "/readyz")).isEqualTo("STREAMING\n");

            assertThat(command(sandbox, "pause", config).said()).contains("PAUSED since");
            insert(database, 1);
            await(() -> is(sandbox, config, "PAUSED") && logBytes(sandbox, config) > 0);
            assertThat(created(sandbox, config)).isZero();
            assertThat(get(port, "/readyz")).isEqualTo("PAUSED\n");

            assertThat(command(sandbox, "resume", config).said()).contains("STREAMING since");
            await(() -> created(sandbox, config) == 1);
            assertThat(get(port, "/metrics"))
                    .contains("mach_agent_rows_total{dataset=\"moit.shop\",op=\"create\"} 1")
                    .contains("mach_agent_wal_status{status=\"reserved\"} 1")
                    .contains("mach_agent_log_budget_bytes " + (24 << 20));

            assertThat(command(sandbox, "snapshot", config, "--table", "public.shop")
                            .code())
                    .isZero();
            await(() -> rows(sandbox, config, "read") == 1);
            assertThat(command(sandbox, "resync", config, "--table", "public.other")
                            .code())
                    .isEqualTo(2);

            assertThat(command(sandbox, "pause", config).code()).isZero();
            database.query("select pg_logical_emit_message(false, 'test', repeat('x', 30000000))::text");

            assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(agent.exitValue()).isEqualTo(GAP);
        } finally {
            agent.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(directory.resolve("run.out")))
                .contains("log budget: spent")
                .contains("as database.when-spent says drop-slot, the agent dropped it")
                .doesNotContain("Exception");
        assertThat(database.query(
                        "select 1 as there from pg_replication_slots where slot_name = '" + database.slot() + "'"))
                .isEmpty();
        assertThat(told(sandbox))
                .contains("WAITING", "STREAMING", "PAUSED")
                .last()
                .isEqualTo("GAP");
        assertThat(command(sandbox, "status", config).said()).contains("does not run with this file on this host");

        insert(database, 2);
        assertThat(atStart(sandbox, setup, config))
                .isEqualTo("agent moit.operated reads public.shop again when it is started\n");
        var again = start(sandbox, setup, config);
        try {
            await(() -> is(sandbox, config, "STREAMING") && rows(sandbox, config, "read") == 1);
        } finally {
            again.destroy();
        }
        assertThat(again.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(told(sandbox)).last().isEqualTo("STOPPED");
    }

    private static AgencyDatabase database(Sandbox sandbox) {
        var database = AgencyDatabase.of(sandbox, "operated");
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("create table shop (id bigint primary key, name text not null)");
            }
        });
        database.admitAgent("shop");
        return database;
    }

    private static AgentSetup setup(Sandbox sandbox, AgencyDatabase database) throws IOException {
        var registry = new Registry(sandbox);
        registry.agency(SHOPS.agency(), "Bộ Công Thương", "ministry");
        registry.as("steward", SHOPS.agency())
                .post(
                        "/agencies/" + SHOPS.agency() + "/datasets",
                        Map.of(
                                "slug",
                                SHOPS.slug(),
                                "title",
                                Map.of("vi", "Cửa hàng", "en", "shop"),
                                "contract",
                                new ObjectMapper().readTree(CONTRACT),
                                "key",
                                List.of("id"),
                                "classification",
                                Map.of("id", "identifier", "name", "basic"),
                                "legalBasis",
                                "Decree 278/2025"));
        var kafka = registry.agent(AGENT, List.of(SHOPS.slug()));
        return Country.agent(sandbox, AGENT, kafka, database, "public.shop", SHOPS.slug());
    }

    private static void insert(AgencyDatabase database, int number) {
        database.transaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("insert into shop values (" + number + ", 'Chợ Bến Thành')");
            }
        });
    }

    private boolean is(Sandbox sandbox, Path config, String state) {
        return state.equals(status(sandbox, config).path("state").asText());
    }

    private long created(Sandbox sandbox, Path config) {
        return rows(sandbox, config, "create");
    }

    private long rows(Sandbox sandbox, Path config, String operation) {
        return status(sandbox, config).at("/tables/0/rows/" + operation).asLong();
    }

    private long logBytes(Sandbox sandbox, Path config) {
        return status(sandbox, config).at("/log/kept_bytes").asLong();
    }

    private JsonNode status(Sandbox sandbox, Path config) {
        var answer = command(sandbox, "status", config, "--format", "json");
        try {
            return answer.code() == 0
                    ? new ObjectMapper().readTree(answer.said())
                    : new ObjectMapper().createObjectNode();
        } catch (IOException e) {
            throw new AssertionError(answer.said(), e);
        }
    }

    private static String get(int port, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private record Answer(int code, String said) {}

    private Process start(Sandbox sandbox, AgentSetup setup, Path config) throws IOException {
        var process = process(sandbox, List.of("run", config.toString()), directory.resolve("run.out"));
        setup.secrets().forEach((name, secret) -> process.environment().put(name, secret.value()));
        return process.start();
    }

    private String atStart(Sandbox sandbox, AgentSetup setup, Path config) throws IOException, InterruptedException {
        var said = directory.resolve("at-start.out");
        var process = process(sandbox, List.of("resync", config.toString(), "--at-start"), said);
        setup.secrets().forEach((name, secret) -> process.environment().put(name, secret.value()));
        assertThat(process.start().waitFor()).isZero();
        return Files.readString(said);
    }

    /** Without the agent's secrets. */
    private Answer command(Sandbox sandbox, String command, Path config, String... options) {
        var arguments = new ArrayList<>(List.of(command, config.toString()));
        arguments.addAll(List.of(options));
        var said = directory.resolve(command + ".out");
        try {
            var started = process(sandbox, arguments, said).start();
            assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Answer(started.exitValue(), Files.readString(said));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private ProcessBuilder process(Sandbox sandbox, List<String> arguments, Path said) {
        var line = new ArrayList<>(
                List.of(Home.java(), "-cp", sandbox.home().classPath("cdc-agents"), "vn.mach.agent.AgentMain"));
        line.addAll(arguments);
        var process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
        process.environment().put("XDG_RUNTIME_DIR", directory.toString());
        return process;
    }

    /** The states of the agent on ctl.agent-status, oldest first; others may have written there what nobody can read. */
    private static List<String> told(Sandbox sandbox) {
        var decoder = new RecordDecoder(SchemaCatalog.connect(sandbox.schemaRegistryConnection()));
        var properties = new HashMap<>(sandbox.kafka().admin().properties());
        var states = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topics.AGENT_STATUS, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    state(decoder, record).ifPresent(states::add);
                }
            }
        }
        return states;
    }

    private static Optional<String> state(RecordDecoder decoder, ConsumerRecord<byte[], byte[]> record) {
        try {
            var isOurs = decoder.decode(record.key()).get("id").toString().equals(AGENT.toString());
            return isOurs
                    ? Optional.of(decoder.decode(record.value()).get("state").toString())
                    : Optional.empty();
        } catch (NotWireFormat e) {
            return Optional.empty();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void await(BooleanSupplier condition) throws IOException {
        var met = Patience.until(condition, Duration.ofSeconds(90));
        assertThat(met).as(Files.readString(directory.resolve("run.out"))).isTrue();
    }
}
