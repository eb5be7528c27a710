package vn.mach.agent.postgresql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.progress.AgentFailure;

/** One connection to the agent's database beside the log; everything it asks for is open to the agent's role. */
final class Database implements AutoCloseable {
    /** SQLStates: a connection that broke, conflicts, resources, objects in use, an operator who intervened, the system. */
    private static final List<String> TRANSIENT = List.of("08", "40", "53", "55006", "55P03", "57", "58");

    private static final String AUTHORIZATION_CLASS = "28";
    private static final String NO_SUCH_DATABASE = "3D000";

    private final DatabaseConfig config;
    private final Connection connection;

    private Database(DatabaseConfig config, Connection connection) {
        this.config = config;
        this.connection = connection;
    }

    /** Throws {@link AgentFailure.Unavailable} if the server does not answer, Misconfigured if it refuses the role. */
    static Database connect(DatabaseConfig config) {
        var properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password().value());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "20");
        // A text is then as the server writes it, however often a statement was used.
        properties.setProperty("binaryTransfer", "false");
        properties.setProperty("ApplicationName", "mach agent: checks and reads");
        var url = "jdbc:postgresql://" + config.host() + ":" + config.port() + "/" + config.name();
        try {
            return new Database(config, DriverManager.getConnection(url, properties));
        } catch (SQLException e) {
            var state = String.valueOf(e.getSQLState());
            if (state.startsWith(AUTHORIZATION_CLASS) || state.equals(NO_SUCH_DATABASE)) {
                throw new AgentFailure.Misconfigured("database " + config.place() + " refuses role " + config.user()
                        + ": " + oneLine(e) + "; check database.name, user and password");
            }
            throw new AgentFailure.Unavailable(
                    "database " + config.place() + " does not answer (" + oneLine(e) + ")", e);
        }
    }

    DatabaseConfig config() {
        return config;
    }

    /** The rows of a query, each made by {@code row}. */
    <T> List<T> query(String sql, Row<T> row, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof Untyped untyped) {
                    statement.setObject(i + 1, untyped.text(), Types.OTHER);
                } else {
                    statement.setObject(i + 1, parameters[i]);
                }
            }
            try (ResultSet results = statement.executeQuery()) {
                var rows = new ArrayList<T>();
                while (results.next()) {
                    rows.add(row.read(results));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The only row of a query. */
    <T> T one(String sql, Row<T> row, Object... parameters) {
        return query(sql, row, parameters).get(0);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing was written through it.
            assert e != null;
        }
    }

    /** Whether trying again later may help. */
    static boolean isTransient(SQLException e) {
        var state = e.getSQLState();
        return state == null || TRANSIENT.stream().anyMatch(state::startsWith);
    }

    static String oneLine(Throwable e) {
        var message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    private AgentFailure failure(SQLException e) {
        var where = "database " + config.place() + ": " + oneLine(e);
        return isTransient(e) ? new AgentFailure.Unavailable(where, e) : new AgentFailure.Broken(where, e);
    }

    /** A parameter whose type the server finds by what it is compared with. */
    record Untyped(String text) {}

    /** Makes an object of the current row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
