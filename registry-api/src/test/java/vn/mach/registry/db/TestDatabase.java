package vn.mach.registry.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A real PostgreSQL, started once for all tests; each asks for a migrated database of its own. */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestDatabase() {}

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();
        static final String TEMPLATE = migrated();

        private static String migrated() {
            create("migrated", "").close();
            return "migrated";
        }

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A copy of a database that was migrated once: copying is much cheaper than migrating. */
    public static Database fresh() {
        return create("registry" + COUNT.incrementAndGet(), " TEMPLATE " + Server.TEMPLATE);
    }

    /** An empty database, with nothing migrated. */
    public static DataSource empty() {
        var name = "empty" + COUNT.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return Server.POSTGRES.getDatabase("postgres", name);
    }

    private static Database create(String name, String from) {
        execute("CREATE DATABASE " + name + from);
        return Database.over(Server.POSTGRES.getDatabase("postgres", name));
    }

    private static void execute(String sql) {
        try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
