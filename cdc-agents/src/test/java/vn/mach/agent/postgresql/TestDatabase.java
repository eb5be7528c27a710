package vn.mach.agent.postgresql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;

/** A database of its own on a real PostgreSQL, prepared as a DBA would. */
final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = server();

    final String name = "db" + COUNT.incrementAndGet();
    final String slot = "slot_" + name;
    private final IntSupplier port;
    private String host = "127.0.0.1";

    TestDatabase() {
        this(SERVER::getPort);
    }

    /** On a server of its own, which may come to listen elsewhere. */
    TestDatabase(IntSupplier port) {
        this.port = port;
        admin("postgres", "CREATE DATABASE " + name);
        sql("CREATE PUBLICATION mach");
    }

    /** Where the programs of the server are. */
    static Path programs() {
        try (var connection = SERVER.getPostgresDatabase().getConnection();
                var found = connection
                        .createStatement()
                        .executeQuery("SELECT setting FROM pg_config WHERE name = 'BINDIR'")) {
            found.next();
            return Path.of(found.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on the agent's file names this as its host. */
    TestDatabase seenAt(String elsewhere) {
        host = elsewhere;
        return this;
    }

    private static EmbeddedPostgres server() {
        try {
            var server = EmbeddedPostgres.builder()
                    .setServerConfig("wal_level", "logical")
                    // Off by default here; a commit that is not flushed yet is not in the log for a slot either.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_replication_slots", "20")
                    .setServerConfig("max_wal_senders", "20")
                    .setServerConfig("wal_sender_timeout", "5s")
                    .start();
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE ROLE mach_agent LOGIN REPLICATION PASSWORD 'secret'");
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a table that the agent may read and that is published. */
    void table(String table, String columns) {
        sql(
                "CREATE TABLE " + table + " (" + columns + ")",
                "GRANT SELECT ON " + table + " TO mach_agent",
                "ALTER PUBLICATION mach ADD TABLE " + table);
    }

    void sql(String... statements) {
        admin(name, statements);
    }

    /** So many bytes of log that concern no table. */
    void write(int bytes) {
        value("SELECT pg_logical_emit_message(false, 'test', repeat('x', " + bytes + "))::text");
    }

    /** A setting of the whole server, in force when this returns. */
    void server(String setting, String setTo) {
        sql("ALTER SYSTEM SET " + setting + " = '" + setTo + "'", "SELECT pg_reload_conf()");
        Running.await(() -> setTo.equals(value("SHOW " + setting)));
    }

    String value(String query) {
        try (var connection = connect();
                var results = connection.createStatement().executeQuery(query)) {
            return results.next() ? results.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect() throws SQLException {
        return open(name);
    }

    AgentConfig config(Map<String, String> datasetByTable) {
        List<TableConfig> tables = datasetByTable.entrySet().stream()
                .map(entry -> new TableConfig(entry.getKey(), entry.getValue(), null))
                .toList();
        return new AgentConfig(
                "moj.civil",
                new KafkaConnection("127.0.0.1:1", null, null),
                SchemaRegistryConnection.of("mock://" + name),
                new DatabaseConfig(host, port.getAsInt(), name, "mach_agent", new Secret("secret"), slot, "mach"),
                tables);
    }

    /** The same agent with a database of this name on the same server. */
    static AgentConfig in(AgentConfig config, String name) {
        var from = config.database();
        return new AgentConfig(
                config.agent(),
                config.kafka(),
                config.schemaRegistry(),
                new DatabaseConfig(
                        from.host(), from.port(), name, from.user(), from.password(), from.slot(), from.publication()),
                config.tables());
    }

    /** The same agent with a role and a password of these. */
    static AgentConfig as(AgentConfig config, String role, String password) {
        var from = config.database();
        return new AgentConfig(
                config.agent(),
                config.kafka(),
                config.schemaRegistry(),
                new DatabaseConfig(
                        from.host(),
                        from.port(),
                        from.name(),
                        role,
                        new Secret(password),
                        from.slot(),
                        from.publication()),
                config.tables(),
                null,
                config.hashKey());
    }

    @Override
    public void close() {
        if (value("SELECT 1 FROM pg_replication_slots WHERE slot_name = '" + slot + "'") != null) {
            value("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '" + slot + "'");
            for (int i = 0; i < 50; i++) {
                try {
                    sql("SELECT pg_drop_replication_slot('" + slot + "')");
                    return;
                } catch (IllegalStateException e) {
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void admin(String database, String... statements) {
        try (var connection = open(database);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection open(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port.getAsInt() + "/" + database + "?user=postgres&socketTimeout=30");
    }
}
