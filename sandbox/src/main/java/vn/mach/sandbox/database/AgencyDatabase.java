package vn.mach.sandbox.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.mach.connection.Secret;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.postgres.PostgresServer;

/** A database of an agency in the sandbox: its owner's role, its tables, and a role for the agent with nothing to spare. */
public final class AgencyDatabase {
    /** Work in one transaction. */
    public interface Work {
        void in(Connection transaction) throws SQLException;
    }

    private final PostgresServer server;
    private final String name;
    private final Secret ownerPassword;
    private final Secret agentPassword;

    private AgencyDatabase(Sandbox sandbox, String name) {
        this.server = sandbox.postgres();
        this.name = name;
        this.ownerPassword = sandbox.secret("postgres." + name);
        this.agentPassword = sandbox.secret("postgres.agent." + name);
    }

    public static AgencyDatabase of(Sandbox sandbox, String name) {
        return new AgencyDatabase(sandbox, name);
    }

    public String name() {
        return name;
    }

    public int port() {
        return server.port();
    }

    public String agentRole() {
        return "mach_agent_" + name;
    }

    public Secret agentPassword() {
        return agentPassword;
    }

    /** The slot and the publication of the agent. */
    public String slot() {
        return "mach_" + name;
    }

    /** Makes the database with its owner, once; {@code fill} runs only then, in the transaction that makes the tables. */
    public void ensure(Work fill) {
        server.ensureRole(name, ownerPassword, "LOGIN");
        server.ensureRole(agentRole(), agentPassword, "LOGIN REPLICATION");
        server.ensureDatabase(name, name);
        if (query("select 1 as filled from pg_tables where schemaname = 'public'")
                .isEmpty()) {
            transaction(fill);
        }
    }

    /** What the DBA runs for the agent: a publication of these tables, and the right to read them. */
    public void admitAgent(String tables) {
        server.execute(name, "grant connect on database \"" + name + "\" to " + agentRole());
        transaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("grant usage on schema public to " + agentRole());
                statement.execute("grant select on " + tables + " to " + agentRole());
                if (query("select 1 as there from pg_publication").isEmpty()) {
                    statement.execute("create publication " + slot() + " for table " + tables);
                }
            }
        });
    }

    /** Runs the work as the owner and commits, or fails whole. */
    public void transaction(Work work) {
        try (var connection = connect()) {
            connection.setAutoCommit(false);
            work.in(connection);
            connection.commit();
        } catch (SQLException e) {
            throw SandboxFailure.broken("database " + name + " refuses a transaction", e);
        }
    }

    /** As the owner; the caller closes it. */
    public Connection connect() {
        return server.connect(name, name, ownerPassword);
    }

    /** The rows as plain values: dates as days since 1970, everything else as JDBC gives it. */
    public List<Map<String, Object>> query(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var results = statement.executeQuery(sql)) {
            var rows = new ArrayList<Map<String, Object>>();
            var columns = results.getMetaData();
            while (results.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnName(i), plain(results.getObject(i)));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw SandboxFailure.broken("database " + name + " refuses a query", e);
        }
    }

    private static Object plain(Object value) {
        return value instanceof java.sql.Date date ? (int) date.toLocalDate().toEpochDay() : value;
    }
}
