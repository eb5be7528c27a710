package vn.mach.agent.mariadb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real MariaDB with a data directory of its own, on a free port of 127.0.0.1. It ends with the JVM. */
public final class MariaDbServer implements AutoCloseable {
    static final String ROOT = "root";

    private final Path home = MariaDbBinaries.home();
    private final Path directory;
    private final int port;
    private final List<String> settings;
    private Process process;

    private MariaDbServer(Path directory, int port, List<String> settings) {
        this.directory = directory;
        this.port = port;
        this.settings = settings;
    }

    /** A new server with a binary log of whole rows; a setting such as {@code --binlog-format=MIXED} wins. */
    public static MariaDbServer start(String... settings) {
        try {
            // A socket's path has a short limit, and the data of a test is small.
            var directory = Files.createTempDirectory("mariadb");
            var server = new MariaDbServer(directory, freePort(), List.of(settings));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.install();
            server.launch();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/" + database, ROOT, "");
    }

    /** Ends it as a power failure would. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Ends it as a DBA would. */
    void stop() {
        process.destroy();
        awaitExit();
    }

    /** Starts it again with the data it has. */
    void launch() {
        var command = new ArrayList<>(List.of(
                home.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + directory.resolve("data"),
                "--lc-messages-dir=" + home.resolve("share"),
                "--socket=" + directory.resolve("s"),
                "--pid-file=" + directory.resolve("pid"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--server-id=1",
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--binlog-row-image=FULL",
                "--binlog-row-metadata=FULL",
                "--innodb-buffer-pool-size=64M"));
        command.addAll(settings);
        asRoot(command);
        process = run(command, "server.log");
        awaitAnswer();
    }

    private void install() {
        var command = new ArrayList<>(List.of(
                home.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + directory.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve",
                "--force"));
        asRoot(command);
        var installing = run(command, "install.log");
        try {
            if (!installing.waitFor(60, TimeUnit.SECONDS) || installing.exitValue() != 0) {
                throw new IllegalStateException("no database in " + directory);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void asRoot(List<String> command) {
        if (System.getProperty("user.name").equals(ROOT)) {
            command.add("--user=" + ROOT);
        }
    }

    private Process run(List<String> command, String log) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve(log).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (var connection = connect("");
                    var statement = connection.createStatement()) {
                // The users without a name would answer in place of one that may come from anywhere.
                statement.execute("DELETE FROM mysql.global_priv WHERE User = ''");
                statement.execute("FLUSH PRIVILEGES");
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("MariaDB does not start, see " + directory + "/server.log", e);
                }
                pause();
            }
        }
    }

    private void awaitExit() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends it and removes its data. */
    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
