package vn.mach.sandbox.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;

/** A Kafka broker in this JVM; its topics, users and ACLs are in its directory and survive restart and kill -9. */
public final class KafkaBroker implements AutoCloseable {
    public static final String VERSION = "4.3.1";
    private static final Logger log = LoggerFactory.getLogger(KafkaBroker.class);
    private static volatile Consumer<String> fatalFault =
            fault -> log.atError().addKeyValue("error", fault).log("the broker has stopped");

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
        try {
            format(directory, adminPassword);
            var server = new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
            server.startup();
            return new KafkaBroker(server, ports.address(Endpoint.KAFKA), adminPassword);
        } catch (Exception e) {
            throw SandboxFailure.broken(
                    "Kafka cannot start on " + directory + " (if the data is broken, start over with --fresh)", e);
        }
    }

    /** Who is told when the broker of this JVM dies of a fault. */
    public static void onFatalFault(Consumer<String> listener) {
        fatalFault = listener;
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

    @Override
    public void close() {
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
        var fault = message == null ? "Kafka met a fatal fault, see sandbox.log" : message;
        fatalFault.accept(fault);
        throw new IllegalStateException(fault); // the caller must not go on as if it had exited
    }
}
