package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.agent.mariadb.MariaDbServer;
import vn.mach.change.ChangeEvent;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.AgentCommand;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.registry.Registry;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.SchemaCatalog;

/** An agency with a MariaDB: from what check --sql prints to changes that arrive once while the agent's process is killed. */
@ExtendWith(SandboxExtension.class)
class MariaDbAgentIT {
    private static final DatasetId PARCELS = DatasetId.parse("monre.land-parcel");
    private static final AgentId AGENT = AgentId.parse("monre.land");
    private static final String PASSWORD = "of the database";
    private static final int ROWS = 20;
    private static final int KILLS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void each_change_arrives_once_and_in_order_though_the_agent_is_killed(Sandbox sandbox) throws Exception {
        try (var server = MariaDbServer.start()) {
            run(server, "", "CREATE DATABASE land CHARACTER SET utf8mb4");
            run(server, "land", """
                    CREATE TABLE parcel (id uuid PRIMARY KEY, sheet int NOT NULL, number int NOT NULL,
                      commune_code char(5) NOT NULL, area_m2 decimal(14,2) NOT NULL, purpose varchar(50) NOT NULL,
                      changed_at timestamp(6) NOT NULL, owner text)""");
            run(
                    server,
                    "land",
                    "INSERT INTO parcel SELECT uuid(), seq, 0, '00001', seq * 1.5, 'Đất ở', now(6), 'secret' FROM seq_1_to_"
                            + ROWS);
            var setup = prepared(sandbox, server);

            var check = AgentCommand.run(sandbox, setup, "check");
            var agent = sandbox.startAgent(setup);
            var written = new AtomicInteger();
            var writer = new Thread(() -> write(server, written));
            writer.start();
            var random = new Random(11);
            for (int kill = 0; kill < KILLS; kill++) {
                // The random moment of a kill is a time by its nature.
                Thread.sleep(200 + random.nextInt(1_000));
                agent.kill9();
                agent.restart();
            }
            writer.interrupt();
            writer.join();
            var arrived = await(sandbox, ROWS * (1 + written.get()));

            assertThat(check.code()).as(check.said()).isZero();
            assertThat(written.get()).isGreaterThan(KILLS);
            assertThat(arrived).hasSize(ROWS).allSatisfy((sheet, numbers) -> assertThat(numbers)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(0, written.get()).boxed().toList()));
            System.out.println("MariaDB agent: " + KILLS + " kills, " + ROWS * (1 + written.get())
                    + " events, 0 lost, 0 twice, 0 out of order");
            agent.stop();
        }
    }

    private static AgentSetup prepared(Sandbox sandbox, MariaDbServer server) throws SQLException {
        var registry = new Registry(sandbox);
        registry.agency(PARCELS.agency(), "Bộ Tài nguyên và Môi trường", "ministry");
        registry.dataset(
                PARCELS,
                "Thửa đất",
                "samples/land-parcel",
                List.of("parcel_id"),
                List.of("parcel_id", "sheet", "number", "commune_code", "area_m2", "purpose", "changed_at").stream()
                        .collect(Collectors.toMap(field -> field, field -> "basic")));
        var kafka = registry.agent(AGENT, List.of(PARCELS.slug()));
        var yaml = """
                agent: %s
                kafka: {bootstrap: "%s", user: %s, password: "${env:MACH_KAFKA_PASSWORD}"}
                schema-registry: {url: "%s"}
                database:
                  kind: mariadb
                  host: 127.0.0.1
                  port: %d
                  name: land
                  user: mach_agent
                  password: "${env:MACH_DATABASE_PASSWORD}"
                  server-id: 4711
                tables:
                  - {table: land.parcel, dataset: %s, columns: {parcel_id: id}}
                """.formatted(
                        AGENT,
                        sandbox.kafka().bootstrap(),
                        AGENT.user(),
                        sandbox.schemaRegistryConnection().url(),
                        server.port(),
                        PARCELS.slug());
        var setup = new AgentSetup(
                AGENT, yaml, Map.of("MACH_KAFKA_PASSWORD", kafka, "MACH_DATABASE_PASSWORD", new Secret(PASSWORD)));
        var sql = AgentCommand.run(sandbox, setup, "check", "--sql").said();
        for (var statement : sql.replaceAll("(?m)^--.*$", "").split(";", -1)) {
            if (!statement.isBlank()) {
                run(server, "", statement);
            }
        }
        run(server, "", "ALTER USER mach_agent@'%' IDENTIFIED BY '" + PASSWORD + "' ACCOUNT UNLOCK");
        return setup;
    }

    /** Counts in every row, each time in one transaction, until it is interrupted. */
    private static void write(MariaDbServer server, AtomicInteger written) {
        try (var connection = server.connect("land");
                var statement = connection.createStatement()) {
            while (!Thread.currentThread().isInterrupted()) {
                statement.executeUpdate("UPDATE parcel SET number = number + 1, changed_at = now(6)");
                written.incrementAndGet();
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of each parcel, its numbers as they arrive, once there are so many or more, or none of them came for long. */
    private static Map<Object, List<Integer>> await(Sandbox sandbox, int events) {
        var properties = new HashMap<>(sandbox.kafka().admin().properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        var catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        var arrived = new HashMap<Object, List<Integer>>();
        try (var consumer = new KafkaConsumer<GenericRecord, GenericRecord>(
                properties, new AvroDeserializer(catalog), new AvroDeserializer(catalog))) {
            consumer.assign(consumer.partitionsFor(PARCELS.topic()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            int count = 0;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (count < events && System.nanoTime() < deadline) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    var row = ChangeEvent.fromAvro(record.value()).after();
                    arrived.computeIfAbsent(row.get("sheet"), sheet -> new ArrayList<>())
                            .add((Integer) row.get("number"));
                    count++;
                }
            }
        }
        return arrived;
    }

    private static void run(MariaDbServer server, String database, String sql) throws SQLException {
        try (var connection = server.connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
