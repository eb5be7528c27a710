package vn.mach.registry.db;

import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;

/** The registry's own database. */
public record DatabaseConfig(
        String url, String user, @Nullable Secret password) {
    public DatabaseConfig {
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "url '" + url + "' is not a PostgreSQL URL: jdbc:postgresql://host:port/database");
        }
        if (user == null || user.isBlank()) {
            throw new IllegalArgumentException("user is missing: the database role of the registry");
        }
    }
}
