package vn.mach.registry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.registry.db.DatabaseConfig;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.IdentityConfig;
import vn.mach.registry.operate.OperateConfig;

/**
 * The configuration of the registry; see the module's README for an example.
 *
 * @param operate where it answers who operates it; nowhere without it
 */
public record RegistryConfig(
        HttpConfig http,
        DatabaseConfig database,
        KafkaConnection kafka,
        SchemaRegistryConnection schemaRegistry,
        IdentityConfig identity,
        @Nullable OperateConfig operate) {
    public RegistryConfig {
        requireSection("http", http);
        requireSection("database", database);
        requireSection("kafka", kafka);
        requireSection("schema-registry", schemaRegistry);
        requireSection("identity", identity);
    }

    private static void requireSection(String name, Object section) {
        if (Objects.isNull(section)) {
            throw new IllegalArgumentException("section '" + name + "' is missing: see the README of registry-api");
        }
    }
}
