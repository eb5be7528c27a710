package vn.mach.sandbox;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.sandbox.broker.KafkaBroker;
import vn.mach.sandbox.host.DataDirectory;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.identity.IdentityProvider;
import vn.mach.sandbox.postgres.PostgresServer;
import vn.mach.sandbox.process.Component;
import vn.mach.sandbox.process.Launch;
import vn.mach.sandbox.schemaregistry.SchemaRegistryServer;

/** The whole system, running. Every part is the real one; closing it leaves nothing running. */
public final class Sandbox implements AutoCloseable {
    static final String REGISTRY = "registry-api";
    static final String ROUTER = "router";
    private static final int AGENT_HEAP_MEGABYTES = 256;

    private final Installation installation;
    private final KafkaBroker kafka;
    private final PostgresServer postgres;
    private final SchemaRegistryServer schemaRegistry;
    private final IdentityProvider identity;

    Sandbox(
            Installation installation,
            KafkaBroker kafka,
            PostgresServer postgres,
            SchemaRegistryServer schemaRegistry,
            IdentityProvider identity) {
        this.installation = installation;
        this.kafka = kafka;
        this.postgres = postgres;
        this.schemaRegistry = schemaRegistry;
        this.identity = identity;
    }

    /** Starts everything, printing a line for each step; if one fails, nothing is left running. */
    public static Sandbox start(Options options, Enrolment enrolment, PrintStream out) {
        var installation = Installation.open(options, out);
        try {
            return new StartSequence(installation).run(enrolment);
        } catch (RuntimeException | Error e) {
            installation.close();
            throw e;
        }
    }

    public KafkaBroker kafka() {
        return kafka;
    }

    /** Kafka as any user, for instance an agency's account. */
    public KafkaConnection kafkaAs(String user, Secret password) {
        return kafka.as(user, password);
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public SchemaRegistryServer schemaRegistry() {
        return schemaRegistry;
    }

    /** The schema registry itself, unguarded: what agents, router and registry use. */
    public SchemaRegistryConnection schemaRegistryConnection() {
        return schemaRegistry.connection();
    }

    public IdentityProvider identity() {
        return identity;
    }

    /** Where the registry's API answers. */
    public URI api() {
        return URI.create("http://" + installation.ports().address(Endpoint.API));
    }

    /** Where the router answers {@code /healthz}, {@code /readyz} and {@code /metrics}. */
    public URI routerOperate() {
        return URI.create("http://" + installation.ports().address(Endpoint.ROUTER));
    }

    public Component registry() {
        return component(REGISTRY);
    }

    public Component router() {
        return component(ROUTER);
    }

    /** Another one beside {@link #router}, which takes half of each dataset's partitions from it. */
    public Component startSecondRouter() {
        return new StartSequence(installation).router(ROUTER + "-2", 0, this);
    }

    public Component agent(AgentId id) {
        return component("agent." + id);
    }

    public List<Component> components() {
        return installation.supervisor().all();
    }

    /** Starts an agent and waits until it is ready; one that runs under the same name is stopped first. */
    public Component startAgent(AgentSetup setup) {
        installation.supervisor().find(setup.component()).ifPresent(installation.supervisor()::remove);
        var file = new Configurations(data()).agent(setup);
        return installation
                .supervisor()
                .start(Launch.main(
                        setup.component(),
                        home(),
                        "cdc-agents",
                        "vn.mach.agent.AgentMain",
                        AGENT_HEAP_MEGABYTES,
                        List.of("run", file.toString()),
                        setup.secrets()));
    }

    public void stopAgent(AgentId id) {
        installation.supervisor().remove(agent(id));
    }

    /** A secret of this installation, generated on first use and kept: for databases and logins of the story. */
    public Secret secret(String name) {
        return installation.secrets().get(name);
    }

    public Ports ports() {
        return installation.ports();
    }

    /** The file by which a proof holds the registry at a step of its choice, to kill it there. */
    public Path failPoint() {
        return data().run().resolve("fail-point");
    }

    public DataDirectory data() {
        return installation.data();
    }

    public Home home() {
        return installation.home();
    }

    /** Where this sandbox reports to its user. */
    public PrintStream out() {
        return installation.out();
    }

    @Override
    public void close() {
        installation.close();
    }

    Component startMain(
            String name,
            String module,
            String mainClass,
            int heapMegabytes,
            List<String> arguments,
            Map<String, Secret> secrets) {
        return installation
                .supervisor()
                .start(Launch.main(name, home(), module, mainClass, heapMegabytes, arguments, secrets));
    }

    private Component component(String name) {
        return installation
                .supervisor()
                .find(name)
                .orElseThrow(() -> new IllegalStateException(name + " was never started"));
    }
}
