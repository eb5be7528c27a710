package vn.mach.sandbox.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;

/** A Kafka broker in this JVM; its topics, users and ACLs are in its directory and survive restart and kill -9. */
public final class KafkaBroker implements AutoCloseable {
    public static final String VERSION = "4.3.1";
    private static final Logger log = LoggerFactory.getLogger(KafkaBroker.class);
    private static final List<Endpoint> ENDPOINTS =
            List.of(Endpoint.KAFKA, Endpoint.KAFKA_INTERNAL, Endpoint.KAFKA_CONTROLLER);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    private static volatile @Nullable String fault;
    private static volatile Consumer<String> fatalFault =
            met -> log.atError().addKeyValue("error", met).log("the broker has stopped");

    static {
        // Kafka ends the JVM on a fatal fault. This JVM has other tenants, which want to be stopped in order.
        Exit.setExitProcedure((code, message) -> fatal(message));
        Exit.setHaltProcedure((code, message) -> fatal(message));
    }

    private final KafkaRaftServer server;
    private final String bootstrap;
    private final Secret adminPassword;

    private KafkaBroker(KafkaRaftServer server, String bootstrap, Secret adminPassword) {
        this.server = server;
        this.bootstrap = bootstrap;
        this.adminPassword = adminPassword;
    }

    /** Formats the directory on its first use, and returns when clients are served. */
    public static KafkaBroker start(Path directory, Ports ports, Secret adminPassword) {
        var controllerSecret = new Secret(UUID.randomUUID().toString());
        var settings = new BrokerSettings(directory, ports, adminPassword, controllerSecret);
        ENDPOINTS.forEach(ports::requireFree);
        fault = null;
        try {
            format(directory, adminPassword);
            var server = new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
            return started(new KafkaBroker(server, ports.address(Endpoint.KAFKA), adminPassword));
        } catch (Exception e) {
            throw isAboutAPort(e)
                    ? SandboxFailure.broken("Kafka cannot listen (choose other ports with --ports NAME=PORT)", e)
                    : SandboxFailure.broken(
                            "Kafka cannot start on " + directory + " (if the data is broken, start over with --fresh)",
                            e);
        }
    }

    private static KafkaBroker started(KafkaBroker broker) {
        try {
            broker.server.startup();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static boolean isAboutAPort(Throwable e) {
        return e instanceof BindException || (e.getCause() != null && isAboutAPort(e.getCause()));
    }

    /** Who is told when the broker of this JVM dies of a fault. */
    public static void onFatalFault(Consumer<String> listener) {
        fatalFault = listener;
    }

    /** Whether the broker of this JVM has died of a fault since its start. */
    public static boolean hasMetFault() {
        return fault != null;
    }

    public String bootstrap() {
        return bootstrap;
    }

    /** As the super user. */
    public KafkaConnection admin() {
        return as(BrokerSettings.ADMIN, adminPassword);
    }

    /** As any user. */
    public KafkaConnection as(String user, Secret password) {
        return new KafkaConnection(bootstrap, user, password);
    }

    /** Returns after ten seconds at the latest, and at once if the broker has died of a fault. */
    @Override
    public void close() {
        var shutdown = new Thread(this::shutdown, "kafka-shutdown");
        shutdown.setDaemon(true);
        shutdown.start();
        if (!Patience.until(() -> hasMetFault() || !shutdown.isAlive(), CLOSE_LIMIT)) {
            log.warn("the broker did not close in time");
        }
    }

    /** It may wait minutes for a controller that has died; data that survives a kill -9 need not wait for that. */
    private void shutdown() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory, Secret adminPassword) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        refuseHalfFormatted(directory);
        Files.createDirectories(directory);
        var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8); // it prints keys
        new Formatter()
                .setPrintStream(silent)
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setScramArguments(List.of("SCRAM-SHA-512=[name=" + BrokerSettings.ADMIN + ",password="
                        + adminPassword.value() + ",iterations=4096]"))
                .run();
    }

    private static void refuseHalfFormatted(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var entries = Files.list(directory)) {
            if (entries.anyMatch(entry -> entry.getFileName().toString().startsWith("data."))) {
                throw new IOException("meta.properties is missing beside existing topics");
            }
        }
    }

    private static void fatal(String message) {
        var met = message == null ? "a fatal fault" : message;
        fault = met;
        fatalFault.accept(met);
        throw new IllegalStateException(met); // the caller must not go on as if it had exited
    }
}
