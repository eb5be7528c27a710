package vn.mach.agent.postgresql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server of a test's own, which it may stop, kill, copy and promote. */
final class PostgresNode implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "wal_level", "logical",
            // What a process that is killed has written is in the files; only the machine's end would lose it.
            "fsync", "off",
            "max_wal_size", "256MB",
            "hot_standby_feedback", "on");

    private final Path data;
    private final int port = freePort();
    private Process server;

    private PostgresNode(Path data) {
        this.data = data;
    }

    /** A server with an empty cluster and the agent's role, running. */
    static PostgresNode create(Path data) {
        run("initdb", "--pgdata=" + data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync");
        var node = new PostgresNode(data).set(SETTINGS).start();
        node.sql("CREATE ROLE mach_agent LOGIN REPLICATION PASSWORD 'secret'");
        return node;
    }

    /** A cold copy, as a backup or for a standby; nothing runs on it. */
    PostgresNode copy(Path to) {
        stop("fast");
        execute(List.of("cp", "-a", data.toString(), to.toString()));
        start();
        return new PostgresNode(to);
    }

    /** This server's files are those of the copy again; it is stopped before and runs after. */
    void restore(PostgresNode copy) {
        stop("fast");
        execute(List.of("rm", "-r", data.toString()));
        execute(List.of("cp", "-a", copy.data.toString(), data.toString()));
        start();
    }

    /** Makes a standby of this copy that keeps the failover slots of its primary. */
    PostgresNode asStandbyOf(PostgresNode primary, String physicalSlot) {
        execute(List.of("sh", "-c", "rm -rf " + data + "/pg_replslot/*"));
        try {
            Files.createFile(data.resolve("standby.signal"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return set(Map.of(
                        "primary_conninfo",
                        "host=127.0.0.1 port=" + primary.port + " user=postgres dbname=postgres",
                        "primary_slot_name",
                        physicalSlot,
                        "sync_replication_slots",
                        "on",
                        "synchronized_standby_slots",
                        ""))
                .start();
    }

    PostgresNode set(Map<String, String> settings) {
        var lines = new ArrayList<String>();
        settings.forEach((key, value) -> lines.add(key + " = '" + value + "'"));
        try {
            Files.write(data.resolve("postgresql.auto.conf"), lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    PostgresNode start() {
        try {
            server = new ProcessBuilder(
                            asServer(List.of(program("postgres"), "-D", data.toString(), "-p", Integer.toString(port))))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            data.resolveSibling(data.getFileName() + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Running.await(this::serves);
        return this;
    }

    /** {@code fast} ends connections in order, {@code immediate} is a crash that recovers at the next start. */
    void stop(String mode) {
        run("pg_ctl", "stop", "-w", "-m", mode, "-D", data.toString());
        awaitEnd();
    }

    void kill9() {
        server.destroyForcibly();
        awaitEnd();
    }

    void promote() {
        run("pg_ctl", "promote", "-w", "-D", data.toString());
    }

    int port() {
        return port;
    }

    void sql(String... statements) {
        try (var connection = DriverManager.getConnection(url());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String value(String query) {
        try (var connection = DriverManager.getConnection(url());
                var rows = connection.createStatement().executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&connectTimeout=5";
    }

    private boolean serves() {
        try (var connection = DriverManager.getConnection(url())) {
            return connection.isValid(5);
        } catch (SQLException e) {
            if (!server.isAlive()) {
                throw new IllegalStateException("server of " + data + " ended with " + server.exitValue(), e);
            }
            return false;
        }
    }

    private void awaitEnd() {
        try {
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("server of " + data + " does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (server != null && server.isAlive()) {
            stop("immediate");
        }
    }

    private static void run(String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(program(program));
        command.addAll(List.of(arguments));
        execute(asServer(command));
    }

    private static void execute(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PostgreSQL refuses root, so root runs it in a user namespace. */
    private static List<String> asServer(List<String> command) {
        var whole = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(command);
        return whole;
    }

    private static String program(String name) {
        return TestDatabase.programs().resolve(name).toString();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
