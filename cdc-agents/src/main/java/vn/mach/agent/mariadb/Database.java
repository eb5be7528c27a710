package vn.mach.agent.mariadb;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/** One connection to the agent's server beside the log, in UTC; everything it asks for is open to the agent's user. */
final class Database implements AutoCloseable {
    /** SQLStates: a connection that broke, conflicts, a session or server that is being ended. */
    private static final List<String> TRANSIENT = List.of("08", "40", "70");

    private static final String AUTHORIZATION_CLASS = "28";
    /** No right to the database, and no such database. */
    private static final List<Integer> REFUSED = List.of(1044, 1049);

    /** No such table, no such column. */
    private static final List<String> ABSENT = List.of("42S02", "42S22");

    private static final int FETCHED_ROWS = 500;

    private final DatabaseConfig config;
    private final Connection connection;

    private Database(DatabaseConfig config, Connection connection) {
        this.config = config;
        this.connection = connection;
    }

    /** Throws {@link AgentFailure.Unavailable} if the server does not answer, Misconfigured if it refuses the user. */
    static Database connect(DatabaseConfig config) {
        var properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password().value());
        properties.setProperty("connectTimeout", "5000");
        properties.setProperty("socketTimeout", "20000");
        // As text a float has six digits, prepared it has all.
        properties.setProperty("useServerPrepStmts", "true");
        try {
            var url = "jdbc:mariadb://" + config.host() + ":" + config.port() + "/" + config.name();
            var database = new Database(config, DriverManager.getConnection(url, properties));
            database.execute("SET time_zone = '+00:00', net_write_timeout = 600");
            return database;
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(AUTHORIZATION_CLASS) || REFUSED.contains(e.getErrorCode())) {
                throw new AgentFailure.Misconfigured("database " + config.place() + " refuses user " + config.user()
                        + ": " + oneLine(e) + "; check database.name, user and password");
            }
            throw new AgentFailure.Unavailable(
                    "database " + config.place() + " does not answer (" + oneLine(e) + ")", e);
        }
    }

    DatabaseConfig config() {
        return config;
    }

    void execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The rows of a query, each made by {@code row}. */
    <T> List<T> query(String sql, Row<T> row, Object... parameters) {
        var rows = new ArrayList<T>();
        each(
                sql,
                results -> {
                    rows.add(row.read(results));
                    return true;
                },
                parameters);
        return rows;
    }

    /** The only row of a query. */
    <T> T one(String sql, Row<T> row, Object... parameters) {
        var rows = query(sql, row, parameters);
        if (rows.isEmpty()) {
            throw new AgentFailure.Broken("database " + config.place() + " has no answer to: " + sql, null);
        }
        return rows.get(0);
    }

    /** Reads row by row, never the whole in memory, until {@code row} says false. */
    void each(String sql, Row<Boolean> row, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCHED_ROWS);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet results = statement.executeQuery()) {
                boolean more = true;
                while (more && results.next()) {
                    more = row.read(results);
                }
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What is asked of a captured table. Throws {@link AgentFailure.Unfit} if it, or a column that the question names, is not there. */
    static <T> T ofTable(TableConfig table, Supplier<T> question) {
        try {
            return question.get();
        } catch (AgentFailure.Broken e) {
            if (e.getCause() instanceof SQLException said && ABSENT.contains(String.valueOf(said.getSQLState()))) {
                throw new AgentFailure.Unfit(
                        "table " + table.table() + " cannot be read as its contract has it (" + e.getMessage()
                                + "); give new names under tables.columns, alter it back, or register a contract that fits",
                        e);
            }
            throw e;
        }
    }

    /** A global setting, or null if this version does not have it. */
    @Nullable
    String setting(String name) {
        var found = query("SHOW GLOBAL VARIABLES LIKE '" + name + "'", row -> row.getString(2));
        return found.isEmpty() ? null : found.get(0);
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

    static String quoted(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    static String quoted(TableConfig table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    /** Whether trying again later may help. */
    static boolean isTransient(SQLException e) {
        return isTransient(e.getSQLState());
    }

    static boolean isTransient(@Nullable String state) {
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

    /** Makes an object of the current row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
