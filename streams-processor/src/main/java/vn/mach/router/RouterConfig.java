package vn.mach.router;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.router.operate.OperateConfig;

/**
 * The router's YAML.
 *
 * @param state directory of the local stores; losing it costs a restore from Kafka, never a record
 * @param pseudonymSecret master secret of all pseudonyms; another one changes every pseudonym
 * @param threads of each dataset's application; 1 if not given
 * @param standbys how many other processes keep a copy of each partition's stores, to take over at once; 0 if not given
 * @param instance a name that this process keeps over restarts and no other router has: a restarted process then gets its
 *     partitions back at once, without a rebalance
 * @param operate where it answers who operates it; nowhere if not given
 */
public record RouterConfig(
        KafkaConnection kafka,
        SchemaRegistryConnection schemaRegistry,
        Path state,
        Secret pseudonymSecret,
        @Nullable Integer threads,
        @Nullable Integer standbys,
        @Nullable String instance,
        @Nullable OperateConfig operate) {
    private static final int MIN_SECRET = 16;
    private static final int MAX_THREADS = 64;
    private static final int MAX_STANDBYS = 5;

    public RouterConfig {
        Objects.requireNonNull(kafka, "kafka is missing: give bootstrap, user and password");
        Objects.requireNonNull(schemaRegistry, "schema-registry is missing: give url");
        Objects.requireNonNull(state, "state is missing: name a directory that survives a restart");
        Objects.requireNonNull(pseudonymSecret, "pseudonym-secret is missing: best as ${env:NAME}");
        if (pseudonymSecret.value().length() < MIN_SECRET) {
            throw new IllegalArgumentException("pseudonym-secret is shorter than " + MIN_SECRET
                    + " characters: make one with: openssl rand -hex 32");
        }
        if (threads != null && (threads < 1 || threads > MAX_THREADS)) {
            throw new IllegalArgumentException("threads is " + threads + ": 1 to " + MAX_THREADS);
        }
        if (standbys != null && (standbys < 0 || standbys > MAX_STANDBYS)) {
            throw new IllegalArgumentException("standbys is " + standbys + ": 0 to " + MAX_STANDBYS);
        }
        if (instance != null && !instance.matches("[a-zA-Z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("instance is '" + instance + "': letters, digits, '.', '_' and '-'");
        }
    }

    /** Copies of each partition's stores beside the one in use. */
    public int standbysPerPartition() {
        return standbys == null ? 0 : standbys;
    }

    /** Stream threads of each dataset's application. */
    public int threadsPerDataset() {
        return threads == null ? 1 : threads;
    }
}
