package vn.mach.sandbox.outage;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import vn.mach.change.Contract;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.postgres.PostgresServer;
import vn.mach.sandbox.process.Component;
import vn.mach.sandbox.process.Launch;
import vn.mach.sandbox.process.PidRegistry;
import vn.mach.sandbox.process.Readiness;
import vn.mach.sandbox.process.Supervisor;
import vn.mach.sandbox.schemaregistry.SchemaRegistryServer;
import vn.mach.wire.SchemaCatalog;

/** All that an agent needs, each part a process that a test may stop, kill and freeze. */
final class OutagePlace implements AutoCloseable {
    static final DatasetId DATASET = DatasetId.parse("moj.counted");
    static final int ROWS = 40;

    private static final AgentId AGENT = AgentId.parse("moj.outage");
    private static final Secret SECRET = new Secret("outage-secret");
    private static final Contract CONTRACT = Contract.of(DATASET, new Schema.Parser().parse("""
                    {"type": "record", "name": "Row", "namespace": "mach.moj.counted", "fields": [
                      {"name": "id", "type": "long"}, {"name": "n", "type": "long"}]}"""), List.of("id"));

    final Component broker;
    final PostgresServer postgres;
    final SchemaRegistryServer schemas;
    private final Path directory;
    private final Ports ports;
    private final Supervisor supervisor;

    OutagePlace(Path directory, PrintStream out) throws Exception {
        this.directory = Files.createDirectories(directory);
        var home = Home.find();
        ports = Ports.settleOnFreePorts(directory.resolve("ports"));
        supervisor = new Supervisor(directory, new PidRegistry(directory.resolve("run")), out);
        broker = supervisor.start(new Launch(
                "broker",
                List.of(
                        Home.java(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dmach.home=" + home.directory(),
                        BrokerMain.class.getName(),
                        directory.resolve("kafka").toString(),
                        directory.resolve("ports").toString()),
                Map.of(BrokerMain.PASSWORD, SECRET),
                Readiness.logged(Pattern.compile("BrokerMain ready"))));
        postgres = PostgresServer.start(
                supervisor, home, directory.resolve("postgres"), ports.of(Endpoint.POSTGRES), SECRET);
        schemas = SchemaRegistryServer.start(supervisor, home, directory.resolve("schemas"), ports, SECRET);
        prepare();
    }

    private void prepare() {
        try (var cluster = KafkaCluster.connect(kafka())) {
            var compacted = Map.of("cleanup.policy", "compact");
            KafkaCluster.await(
                    "make topics",
                    cluster.admin()
                            .createTopics(List.of(
                                    new NewTopic(DATASET.topic(), Optional.of(3), Optional.empty()).configs(compacted),
                                    new NewTopic(AGENT.offsetsTopic(), Optional.of(1), Optional.empty())
                                            .configs(compacted),
                                    new NewTopic(AGENT.heldTopic(), Optional.of(1), Optional.empty()),
                                    new NewTopic(Topics.GAPS, Optional.of(1), Optional.empty()).configs(compacted),
                                    new NewTopic(Topics.AGENT_STATUS, Optional.of(1), Optional.empty())
                                            .configs(compacted)))
                            .all());
        }
        catalog().register(Topics.keySubject(DATASET.topic()), CONTRACT.keySchema());
        catalog().register(Topics.valueSubject(DATASET.topic()), CONTRACT.envelopeSchema());
        postgres.ensureRole("mach_agent", SECRET, "LOGIN REPLICATION");
        postgres.ensureDatabase("counted", "postgres");
        postgres.execute("counted", """
                CREATE TABLE counted (id bigint PRIMARY KEY, n bigint NOT NULL);
                INSERT INTO counted SELECT id, 0 FROM generate_series(1, %d) id;
                GRANT CONNECT ON DATABASE counted TO mach_agent;
                GRANT SELECT ON counted TO mach_agent;
                CREATE PUBLICATION mach FOR TABLE counted""".formatted(ROWS));
    }

    /** Starts the agent and returns at once: it may have to wait for something. */
    Component launchAgent() throws Exception {
        return launchAgent("WAITING|waiting|STREAMING");
    }

    /** Starts the agent and returns when it has logged what matches {@code ready}; so does each restart. */
    Component launchAgent(String ready) throws Exception {
        var config = Files.writeString(directory.resolve("agent.yaml"), """
                agent: %s
                kafka: {bootstrap: "%s", user: %s, password: "${env:MACH_PASSWORD}"}
                schema-registry: {url: "%s"}
                database: {host: 127.0.0.1, port: %d, name: counted, user: mach_agent, password: "${env:MACH_PASSWORD}", slot: mach, publication: mach}
                tables: [{table: public.counted, dataset: counted}]
                """.formatted(
                        AGENT, kafka().bootstrap(), kafka().user(), schemas.url(), postgres.port()));
        // Ready as soon as it logs anything: what it says is the test's to judge.
        var launch = Launch.main(
                "agent",
                Home.find(),
                "cdc-agents",
                "vn.mach.agent.AgentMain",
                192,
                List.of("run", config.toString()),
                Map.of("MACH_PASSWORD", SECRET));
        return supervisor.start(new Launch(
                launch.name(),
                launch.command(),
                launch.secrets(),
                Readiness.logged(Pattern.compile(ready)),
                Duration.ofSeconds(60),
                launch.stopSignal()));
    }

    KafkaConnection kafka() {
        return new KafkaConnection(ports.address(Endpoint.KAFKA), "admin", SECRET);
    }

    SchemaCatalog catalog() {
        return SchemaCatalog.connect(schemas.connection());
    }

    Connection connect() throws SQLException {
        return postgres.connect("counted");
    }

    @Override
    public void close() {
        supervisor.close();
    }
}
