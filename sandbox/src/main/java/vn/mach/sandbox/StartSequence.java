package vn.mach.sandbox;

import java.util.List;
import java.util.Map;
import vn.mach.connection.Secret;
import vn.mach.sandbox.broker.KafkaBroker;
import vn.mach.sandbox.broker.KafkaCluster;
import vn.mach.sandbox.host.DataDirectory;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.identity.IdentityProvider;
import vn.mach.sandbox.postgres.PostgresServer;
import vn.mach.sandbox.process.Component;
import vn.mach.sandbox.process.Launch;
import vn.mach.sandbox.schemaregistry.SchemaRegistryServer;

/** The order of a start: what is independent starts side by side, what depends waits. */
final class StartSequence {
    private static final String REGISTRY_KAFKA = "kafka.mach.registry";
    static final String ROUTER_KAFKA = "kafka.mach.router";
    private static final String REGISTRY_DATABASE = "postgres.registry";

    private final Installation installation;
    private final DataDirectory data;
    private final Ports ports;
    private final Configurations configurations;
    private final Steps steps;

    StartSequence(Installation installation) {
        this.installation = installation;
        this.data = installation.data();
        this.ports = installation.ports();
        this.configurations = new Configurations(data);
        this.steps = new Steps(installation.out());
    }

    Sandbox run(Enrolment enrolment) {
        var kafkaStep = steps.begin("Kafka " + KafkaBroker.VERSION, this::kafka);
        var postgresStep = steps.begin("PostgreSQL " + PostgresServer.VERSION, this::postgres);
        var schemasStep = steps.begin("schema registry " + SchemaRegistryServer.VERSION, this::schemas);
        var identityStep = steps.begin("identity provider", this::identity);
        var sandbox = new Sandbox(
                installation,
                steps.finish(kafkaStep, KafkaBroker::bootstrap),
                steps.finish(postgresStep, server -> ports.address(Endpoint.POSTGRES)),
                steps.finish(schemasStep, SchemaRegistryServer::url),
                steps.finish(identityStep, IdentityProvider::issuer));
        steps.run(Sandbox.REGISTRY, () -> registry(sandbox), it -> sandbox.api().toString());
        var routerStep = steps.begin(Sandbox.ROUTER, () -> router(sandbox));
        var agents = steps.run("enrolment", () -> enrolment.enrol(sandbox), them -> agents(them.size()));
        agents.stream()
                .map(agent -> steps.begin("agent " + agent.id(), () -> sandbox.startAgent(agent)))
                .toList() // all have begun before the first is waited for
                .forEach(step -> steps.finish(step, StartSequence::process));
        steps.finish(routerStep, StartSequence::process);
        steps.ready();
        return sandbox;
    }

    private KafkaBroker kafka() {
        var broker = installation.closing(KafkaBroker.start(data.kafka(), ports, secret("kafka.admin")));
        try (var cluster = KafkaCluster.connect(broker.admin())) {
            cluster.requireTransactionsV2();
            cluster.installSystemUsers(secret(REGISTRY_KAFKA), secret(ROUTER_KAFKA));
        }
        return broker;
    }

    private PostgresServer postgres() {
        var server = PostgresServer.start(
                installation.supervisor(),
                installation.home(),
                data.postgres(),
                ports.of(Endpoint.POSTGRES),
                secret("postgres.superuser"));
        server.ensureRole(Configurations.DATABASE, secret(REGISTRY_DATABASE), "LOGIN");
        server.ensureDatabase(Configurations.DATABASE, Configurations.DATABASE);
        return server;
    }

    private SchemaRegistryServer schemas() {
        return SchemaRegistryServer.start(
                installation.supervisor(),
                installation.home(),
                data.schemaRegistry(),
                ports,
                secret("schema-registry.database"));
    }

    private IdentityProvider identity() {
        return installation.closing(IdentityProvider.start(
                data.identity(), ports.of(Endpoint.IDENTITY), user -> secret("login." + user.name())));
    }

    private Component registry(Sandbox sandbox) {
        var file = configurations.registry(ports, sandbox.postgres(), sandbox.schemaRegistry(), sandbox.identity());
        var launch = Launch.main(
                Sandbox.REGISTRY,
                installation.home(),
                "registry-api",
                "vn.mach.registry.RegistryMain",
                256,
                List.of(file.toString()),
                Map.of(
                        Configurations.KAFKA_PASSWORD, secret(REGISTRY_KAFKA),
                        Configurations.DATABASE_PASSWORD, secret(REGISTRY_DATABASE)));
        return installation
                .supervisor()
                .start(launch.withProperty(
                        "mach.fail-point", sandbox.failPoint().toString()));
    }

    private Component router(Sandbox sandbox) {
        return router(Sandbox.ROUTER, ports.of(Endpoint.ROUTER), sandbox);
    }

    /** @param operatePort 0 for any that is free */
    Component router(String name, int operatePort, Sandbox sandbox) {
        var file = configurations.router(name, operatePort, ports, sandbox.schemaRegistry());
        return sandbox.startMain(
                name,
                "streams-processor",
                "vn.mach.router.RouterMain",
                512,
                List.of(file.toString()),
                Map.of(
                        Configurations.KAFKA_PASSWORD, secret(ROUTER_KAFKA),
                        Configurations.PSEUDONYM_SECRET, secret("pseudonym")));
    }

    private Secret secret(String name) {
        return installation.secrets().get(name);
    }

    private static String agents(int count) {
        return count == 1 ? "1 agent" : count + " agents";
    }

    private static String process(Component component) {
        return "process " + component.pid();
    }
}
