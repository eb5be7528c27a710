package vn.mach.sandbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.process.PidRegistry;
import vn.mach.sandbox.process.Supervisor;

class PostgresServerIT {
    private static final Secret SUPERUSER = new Secret("superuser-secret");
    private static final Secret OWNER = new Secret("it's a secret");
    /** Not a temporary directory: those are closed to the account PostgreSQL runs as where it runs as nobody. */
    private static final Path DIRECTORY = Path.of("target", "it", "postgres-" + System.nanoTime());

    private static final Home HOME = Home.find();
    private static Supervisor supervisor;
    private static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        supervisor = new Supervisor(DIRECTORY, new PidRegistry(DIRECTORY.resolve("run")), System.out);
        server = start(supervisor, DIRECTORY.resolve("data"), SUPERUSER);
    }

    @AfterAll
    static void stop() {
        supervisor.close();
    }

    @Test
    void commits_are_durable_and_the_log_is_logical() throws SQLException {
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(setting("synchronous_commit")).isEqualTo("on");
        assertThat(setting("wal_level")).isEqualTo("logical");
        assertThat(setting("max_replication_slots")).isEqualTo("10");
    }

    @Test
    void a_role_needs_its_password_and_stays_out_of_the_databases_of_others() throws SQLException {
        server.ensureRole("gso", OWNER, "LOGIN");
        server.ensureRole("moj", OWNER, "LOGIN");
        assertThat(server.ensureDatabase("gso", "gso")).isTrue();
        assertThat(server.ensureDatabase("gso", "gso")).isFalse();

        server.connect("gso", "gso", OWNER).close();

        assertThatThrownBy(() -> server.connect("gso", "gso", SUPERUSER)).hasMessageContaining("password");
        assertThatThrownBy(() -> server.connect("gso", "moj", OWNER)).hasMessageContaining("permission denied");
    }

    @Test
    void rows_survive_a_kill_of_the_server() throws SQLException {
        server.execute("postgres", "create table kept (id int primary key); insert into kept values (1)");

        server.process().kill9();
        server.process().restart();

        try (var connection = server.connect("postgres");
                var rows = connection.createStatement().executeQuery("select count(*) from kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void a_server_left_behind_by_a_killed_sandbox_is_stopped_and_its_data_reopened() throws Exception {
        // Given a server that nobody supervises any more
        var data = DIRECTORY.resolve("left-behind").toAbsolutePath();
        try (var killed = new Supervisor(DIRECTORY, new PidRegistry(DIRECTORY.resolve("killed")), System.out)) {
            start(killed, data, SUPERUSER);
        }
        var orphan = serve(data);
        assertThat(Patience.until(() -> isServing(data), Duration.ofSeconds(30)))
                .isTrue();

        // When the next sandbox starts
        var found = PostgresServer.stopLeftover(HOME, data);

        // Then it has ended, and its data serves again
        assertThat(found).isTrue();
        assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(PostgresServer.stopLeftover(HOME, data)).isFalse();
        try (var next = new Supervisor(DIRECTORY, new PidRegistry(DIRECTORY.resolve("next")), System.out)) {
            assertThat(start(next, data, SUPERUSER).process().isReady()).isTrue();
        }
    }

    private static Process serve(Path data) throws IOException {
        var port = Ports.settleOnFreePorts(DIRECTORY.resolve("ports-orphan")).of(Endpoint.POSTGRES);
        var command = List.of(
                PostgresBinaries.unpackedIn(HOME.unpacked()).program("postgres"),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "unix_socket_directories=");
        return new ProcessBuilder(ServerAccount.ofThisProcess().command(command))
                .redirectErrorStream(true)
                .redirectOutput(DIRECTORY.resolve("orphan.log").toFile())
                .start();
    }

    private static boolean isServing(Path data) {
        try {
            return Files.readString(data.resolve("postmaster.pid")).contains("ready");
        } catch (IOException e) {
            return false; // not yet, or not readable by us at this moment
        }
    }

    @Test
    void a_foreign_server_on_the_port_is_never_adopted() {
        var other = new Supervisor(DIRECTORY, new PidRegistry(DIRECTORY.resolve("other")), System.out);
        try (other) {
            assertThatThrownBy(() -> PostgresServer.start(
                            other, HOME, DIRECTORY.resolve("second"), server.port(), new Secret("another-secret")))
                    .hasMessageContaining("postgres");
        }
        assertThat(server.process().isAlive()).isTrue();
    }

    private static PostgresServer start(Supervisor supervisor, Path data, Secret password) {
        var ports = Ports.settleOnFreePorts(DIRECTORY.resolve("ports-" + data.getFileName()));
        return PostgresServer.start(supervisor, HOME, data, ports.of(Endpoint.POSTGRES), password);
    }

    private static String setting(String name) throws SQLException {
        try (var connection = server.connect("postgres");
                var rows = connection.createStatement().executeQuery("show " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
