package vn.mach.sandbox.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.process.Component;
import vn.mach.sandbox.process.Launch;
import vn.mach.sandbox.process.StopSignal;
import vn.mach.sandbox.process.Supervisor;

/**
 * A PostgreSQL with logical WAL whose commits are durable and whose users have passwords. It holds the registry's
 * database and, in the sandbox, those of the agencies.
 */
public final class PostgresServer {
    public static final String VERSION = PostgresBinaries.VERSION;
    /** Of its process. */
    public static final String NAME = "postgres";

    private static final String SUPERUSER = "postgres";
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", Ports.LOOPBACK),
            Map.entry("unix_socket_directories", ""),
            Map.entry("wal_level", "logical"),
            Map.entry("max_wal_senders", "10"),
            Map.entry("max_replication_slots", "10"),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("max_connections", "100"),
            Map.entry("max_wal_size", "256MB"),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));

    private final Component process;
    private final int port;
    private final Secret password;

    private PostgresServer(Component process, int port, Secret password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /** Makes the directory on its first use, and returns when connections are served. */
    public static PostgresServer start(Supervisor supervisor, Home home, Path data, int port, Secret password) {
        var account = ServerAccount.ofThisProcess();
        var binaries = PostgresBinaries.unpackedIn(home.unpacked());
        var directory = new PostgresDirectory(data, binaries, account);
        directory.initialise(SUPERUSER, password);
        var command = new ArrayList<>(
                List.of(binaries.program("postgres"), "-D", directory.path().toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        var launch = new Launch(NAME, account.command(command), Map.of(), log -> isServing(port, password, directory))
                .stoppedBy(StopSignal.INT);
        return new PostgresServer(supervisor.start(launch), port, password);
    }

    /** Stops the server which a killed sandbox left running on this directory; answers whether there was one. */
    public static boolean stopLeftover(Home home, Path data) {
        return new PostgresDirectory(data, PostgresBinaries.unpackedIn(home.unpacked()), ServerAccount.ofThisProcess())
                .stopLeftover();
    }

    public int port() {
        return port;
    }

    public Component process() {
        return process;
    }

    /** The JDBC address of a database. */
    public String url(String database) {
        return url(port, database);
    }

    /** As the super user. */
    public Connection connect(String database) {
        return connect(database, SUPERUSER, password);
    }

    public Connection connect(String database, String user, Secret password) {
        try {
            return open(port, database, user, password);
        } catch (SQLException e) {
            throw SandboxFailure.broken(
                    "PostgreSQL on port " + port + " refuses " + user + " on database " + database, e);
        }
    }

    /** The role with this password and these attributes, such as {@code LOGIN REPLICATION}, whether it existed or not. */
    public void ensureRole(String name, Secret password, String attributes) {
        var role = quoted(name, '"');
        if (!exists("select 1 from pg_roles where rolname = ?", name)) {
            execute("postgres", "create role " + role);
        }
        execute("postgres", "alter role " + role + " " + attributes + " password " + quoted(password.value(), '\''));
    }

    /** The database, owned by that role and closed to others; answers whether it was made just now. */
    public boolean ensureDatabase(String name, String owner) {
        if (exists("select 1 from pg_database where datname = ?", name)) {
            return false;
        }
        execute("postgres", "create database " + quoted(name, '"') + " owner " + quoted(owner, '"'));
        execute("postgres", "revoke connect on database " + quoted(name, '"') + " from public");
        return true;
    }

    /** Statements of the super user, in one transaction where PostgreSQL allows. */
    public void execute(String database, String sql) {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw SandboxFailure.broken("PostgreSQL refuses a statement on database " + database, e);
        }
    }

    private boolean exists(String query, String name) {
        try (var connection = connect("postgres");
                var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        } catch (SQLException e) {
            throw SandboxFailure.broken("PostgreSQL's catalogue cannot be read", e);
        }
    }

    /** It must be ours: another server on that port would take our data as quietly as it took the port. */
    private static boolean isServing(int port, Secret password, PostgresDirectory directory) {
        try (var connection = open(port, "postgres", SUPERUSER, password);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select current_setting('data_directory')")) {
            return rows.next() && rows.getString(1).equals(directory.path().toString());
        } catch (SQLException e) {
            if ("28P01".equals(e.getSQLState())) {
                throw SandboxFailure.broken(
                        "PostgreSQL on port " + port + " refuses our password: another server listens there, or "
                                + directory.path() + " belongs to other secrets (start over with --fresh)",
                        e);
            }
            return false; // still starting
        }
    }

    private static Connection open(int port, String database, String user, Secret password) throws SQLException {
        var login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password.value());
        login.setProperty("connectTimeout", "5");
        return DriverManager.getConnection(url(port, database), login);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://" + Ports.LOOPBACK + ":" + port + "/" + database;
    }

    private static String quoted(String text, char quote) {
        return quote + text.replace(Character.toString(quote), "" + quote + quote) + quote;
    }
}
