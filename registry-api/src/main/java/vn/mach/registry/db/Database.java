package vn.mach.registry.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.registry.http.Refusal;

/** One pool, migrated; every act is one transaction. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int CONNECTIONS = 8;
    private static final long WAIT_MILLIS = 5_000;

    private final Jdbi jdbi;
    private final Runnable onClose;

    private Database(DataSource source, Runnable onClose) {
        this.jdbi = Jdbi.create(source).installPlugin(new PostgresPlugin());
        // Else a failed statement's message holds what was bound: secrets' verifiers, contacts, purposes.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        this.onClose = onClose;
    }

    /** Connects and migrates, or throws {@link DatabaseUnavailable} with one clear line. */
    public static Database open(DatabaseConfig config) {
        try {
            var pool = new HikariDataSource(pool(config));
            return migrated(pool, pool::close);
        } catch (PoolInitializationException e) {
            throw new DatabaseUnavailable(
                    "database " + config.url() + " cannot be used as " + config.user() + ": " + reason(e)
                            + "; start it, or correct 'database' in the configuration",
                    e);
        } catch (FlywayException e) {
            throw new DatabaseUnavailable(
                    "database " + config.url() + " cannot be migrated: " + reason(e)
                            + "; the role needs CREATE on its schema, and migrations are never edited",
                    e);
        }
    }

    /** A database over a source that somebody else closes. */
    public static Database over(DataSource source) {
        return migrated(source, () -> {});
    }

    private static Database migrated(DataSource source, Runnable onClose) {
        Flyway.configure().dataSource(source).load().migrate();
        return new Database(source, onClose);
    }

    private static HikariConfig pool(DatabaseConfig config) {
        var pool = new HikariConfig();
        pool.setPoolName("registry");
        pool.setJdbcUrl(config.url());
        pool.setUsername(config.user());
        if (config.password() != null) {
            pool.setPassword(config.password().value());
        }
        pool.addDataSourceProperty("logServerErrorDetail", "false"); // a detail names the row's values
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setConnectionTimeout(WAIT_MILLIS);
        pool.setInitializationFailTimeout(WAIT_MILLIS);
        return pool;
    }

    /** A read of one or several statements that see one state of the database. */
    public <T> T read(Function<Handle, T> query) {
        return guarded(() -> jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, query::apply));
    }

    /** An act: all of it, or nothing. */
    public <T> T write(Function<Handle, T> act) {
        return guarded(() -> jdbi.inTransaction(TransactionIsolationLevel.READ_COMMITTED, act::apply));
    }

    /** Throws when the database does not answer. */
    public void requireAnswer() {
        read(tx -> tx.select("SELECT 1").mapTo(Integer.class).one());
    }

    /** An act without a result. */
    public void run(Consumer<Handle> act) {
        write(tx -> {
            act.accept(tx);
            return true;
        });
    }

    @Override
    public void close() {
        onClose.run();
    }

    private static <T> T guarded(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            if (e instanceof ConnectionException || isGone(e)) {
                LOG.warn("the database does not answer", e);
                throw new Refusal.Unavailable("database-unavailable", "the registry's database does not answer");
            }
            throw e;
        }
    }

    /** A connection that broke, or that the server ended (SQLSTATE classes 08 and 57P). */
    private static boolean isGone(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P");
            }
        }
        return false;
    }

    /** The innermost message, on one line. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
