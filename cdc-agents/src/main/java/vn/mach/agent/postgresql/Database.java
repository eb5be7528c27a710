package vn.mach.agent.postgresql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/** One connection to the agent's database, beside the log; everything it asks for is open to the agent's role. */
final class Database implements AutoCloseable {
    /** SQLStates: a connection that broke, conflicts, resources, objects in use, an operator who intervened, the system. */
    private static final List<String> TRANSIENT = List.of("08", "40", "53", "55006", "55P03", "57", "58");

    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration LONG_ANSWER = Duration.ofMinutes(10);
    private static final String AUTHORIZATION_CLASS = "28";
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String ABSENT_CLASS = "42";
    private static final String DENIED = "42501";
    private static final String VALUE_CLASS = "22";

    private final DatabaseConfig config;
    private final Connection connection;

    private Database(DatabaseConfig config, Connection connection) {
        this.config = config;
        this.connection = connection;
    }

    /**
     * The primary among the servers that the file names; of two that say so, the one with the longer history, for the other
     * was left behind by a promotion. Throws {@link AgentFailure.Unavailable} if there is none now, Misconfigured if a server
     * refuses the role.
     */
    static Database connect(DatabaseConfig config) {
        var reasons = new ArrayList<AgentFailure.Unavailable>();
        @Nullable Database primary = null;
        for (var server : config.servers()) {
            try {
                var candidate = open(server);
                if (candidate.isStandby()) {
                    reasons.add(new AgentFailure.Unavailable("database " + server.place() + " is a standby", null));
                    candidate.close();
                } else if (primary == null) {
                    primary = candidate;
                } else {
                    boolean longer = candidate.timeline() > primary.timeline();
                    (longer ? primary : candidate).close();
                    primary = longer ? candidate : primary;
                }
            } catch (AgentFailure.Unavailable e) {
                reasons.add(e);
            }
        }
        if (primary == null) {
            throw noPrimary(reasons);
        }
        return primary;
    }

    private static AgentFailure noPrimary(List<AgentFailure.Unavailable> reasons) {
        var first = reasons.get(0);
        return reasons.size() == 1
                ? first
                : new AgentFailure.Unavailable(
                        reasons.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")), first);
    }

    /** One server, whatever it is. */
    static Database open(DatabaseConfig config) {
        var properties = new Properties();
        properties.setProperty("socketTimeout", Long.toString(ANSWER.toSeconds()));
        // A text is then as the server writes it, however often a statement was used.
        properties.setProperty("binaryTransfer", "false");
        properties.setProperty("ApplicationName", "mach agent: checks and reads");
        return open(config, properties);
    }

    /** For the commands of replication; their answers may take as long as they do. */
    static Database replicating(DatabaseConfig config, String application) {
        var properties = new Properties();
        properties.setProperty("replication", "database");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "10");
        properties.setProperty("options", "-c statement_timeout=0");
        properties.setProperty("ApplicationName", application);
        return open(config, properties);
    }

    private static Database open(DatabaseConfig config, Properties properties) {
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password().value());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
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

    /** As 170005 for 17.5. */
    int version() {
        return one("SELECT current_setting('server_version_num')::int", row -> row.getInt(1));
    }

    boolean isStandby() {
        return one("SELECT pg_is_in_recovery()", row -> row.getBoolean(1));
    }

    /** The number of the history that a primary writes; each promotion begins a new one. */
    long timeline() {
        return one(
                "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint",
                row -> row.getLong(1));
    }

    /** A question whose answer may take the server long: it may read much of its log for it. */
    <T> T patiently(Supplier<T> question) {
        return waiting(LONG_ANSWER, question);
    }

    /** A question during which somebody else notices that the server is gone. */
    private <T> T unlimited(Supplier<T> question) {
        return waiting(Duration.ZERO, question);
    }

    private <T> T waiting(Duration limit, Supplier<T> question) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) limit.toMillis());
            try {
                return question.get();
            } finally {
                if (!connection.isClosed()) {
                    connection.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
                }
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** With the one server that this is connected to. */
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

    /** Statements without an answer, one after the other. */
    void execute(String... statements) {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What {@code reader} makes of the messages that a COPY sends, of which there is null after the last. */
    <T> T copy(String sql, Function<Supplier<byte @Nullable []>, T> reader) {
        try (var watch = CopyWatch.of(this)) {
            return unlimited(() -> {
                try {
                    watch.waits();
                    var copy = new CopyManager(connection.unwrap(BaseConnection.class)).copyOut(sql);
                    return reader.apply(() -> next(copy, watch));
                } catch (SQLException e) {
                    throw failure(e);
                }
            });
        }
    }

    private byte @Nullable [] next(CopyOut copy, CopyWatch watch) {
        watch.waits();
        try {
            return copy.readFromCopy();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            watch.heard();
        }
    }

    /** Ends the connection without a word to the server; who waits for it is told. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It was over before.
            assert e != null;
        }
    }

    /** Gives up the command that another thread waits for. */
    void cancel() {
        try {
            connection.unwrap(BaseConnection.class).cancelQuery();
        } catch (SQLException e) {
            // It ends with its connection, if later.
            assert e != null;
        }
    }

    /**
     * What is asked of a captured table. Throws {@link AgentFailure.Unfit} if the table is altered: it, a column or a type that the
     * question names is not there.
     */
    static <T> T ofTable(TableConfig table, Supplier<T> question) {
        try {
            return question.get();
        } catch (AgentFailure.Broken e) {
            var state = e.getCause() instanceof SQLException said ? String.valueOf(said.getSQLState()) : "";
            if ((state.startsWith(ABSENT_CLASS) && !state.equals(DENIED)) || state.startsWith(VALUE_CLASS)) {
                throw new AgentFailure.Unfit(
                        "table " + table.table() + " cannot be read as its contract has it (" + e.getMessage()
                                + "); give new names under tables.columns, alter it back, or register a contract that fits",
                        e);
            }
            throw e;
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
