package vn.mach.agent.mariadb;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;

/** A database of its own on a real MariaDB, prepared as a DBA would. */
final class TestMariaDb implements AutoCloseable {
    static final String USER = "mach_agent";
    static final String PASSWORD = "secret";

    private static final AtomicInteger COUNT = new AtomicInteger();
    /** Zones of the server and of the agent differ, as in Viet Nam. */
    private static final MariaDbServer SHARED = MariaDbServer.start("--default-time-zone=+07:00");

    final String name = "db" + COUNT.incrementAndGet();
    final MariaDbServer server;

    /** On a server that all tests share, and so does its binary log. */
    TestMariaDb() {
        this(SHARED);
    }

    TestMariaDb(MariaDbServer server) {
        this.server = server;
        admin(
                "",
                "CREATE DATABASE " + name + " CHARACTER SET utf8mb4",
                "CREATE USER IF NOT EXISTS " + USER + "@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO " + USER + "@'%'");
    }

    /** Makes a table that the agent may read. */
    void table(String table, String columns) {
        sql(
                "CREATE TABLE " + table + " (" + columns + ")",
                "GRANT SELECT, SHOW VIEW ON " + name + "." + table + " TO " + USER + "@'%'");
    }

    void sql(String... statements) {
        admin(name, statements);
    }

    /** As the administrator, in no database. */
    void administer(String... statements) {
        admin("", statements);
    }

    /** The events of the newest file of the binary log, as the server describes them. */
    List<String> logged() {
        try (var connection = connect();
                var results = connection
                        .createStatement()
                        .executeQuery("SHOW BINLOG EVENTS IN '" + value("SHOW MASTER STATUS") + "'")) {
            var events = new ArrayList<String>();
            while (results.next()) {
                events.add(results.getString("Info"));
            }
            return events;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nullable
    String value(String query) {
        try (var connection = connect();
                var results = connection.createStatement().executeQuery(query)) {
            return results.next() ? results.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect() throws SQLException {
        return server.connect(name);
    }

    AgentConfig config(Map<String, String> datasetByTable) {
        List<TableConfig> tables = datasetByTable.entrySet().stream()
                .map(entry -> new TableConfig(entry.getKey(), entry.getValue(), null))
                .toList();
        return new AgentConfig(
                "moj.civil",
                new KafkaConnection("127.0.0.1:1", null, null),
                SchemaRegistryConnection.of("mock://maria-" + name),
                DatabaseConfig.ofMariaDb("127.0.0.1", server.port(), name, USER, new Secret(PASSWORD), 4711),
                tables);
    }

    /** The same agent with a user and a password of these. */
    static AgentConfig as(AgentConfig config, String user, String password) {
        var from = config.database();
        return new AgentConfig(
                config.agent(),
                config.kafka(),
                config.schemaRegistry(),
                DatabaseConfig.ofMariaDb(from.host(), from.port(), from.name(), user, new Secret(password), 4711),
                config.tables());
    }

    @Override
    public void close() {
        admin("", "DROP DATABASE " + name);
    }

    private void admin(String database, String... statements) {
        try (var connection = server.connect(database);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
