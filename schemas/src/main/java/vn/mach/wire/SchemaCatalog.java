package vn.mach.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import vn.mach.connection.SchemaRegistryConnection;

/**
 * The schemas behind the ids of the wire format. Thread-safe. An id is asked for once and kept; a call that got no
 * answer is tried again for a few seconds, then {@link SchemaRegistryException.Unavailable} is thrown.
 */
public final class SchemaCatalog {
    private static final int ATTEMPTS = 5;

    private final ConfluentClient client;
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final Map<String, Map<Schema, Integer>> registered = new ConcurrentHashMap<>();

    private final int attempts;

    private SchemaCatalog(ConfluentClient client, int attempts) {
        this.client = client;
        this.attempts = attempts;
    }

    /** Connects lazily: a registry that is down is noticed at the first call. */
    public static SchemaCatalog connect(SchemaRegistryConnection connection) {
        return new SchemaCatalog(new ConfluentClient(connection), ATTEMPTS);
    }

    /** The same for a command whose user waits: a call that gets no answer is not tried again. */
    public static SchemaCatalog impatient(SchemaRegistryConnection connection) {
        return new SchemaCatalog(new ConfluentClient(connection), 1);
    }

    /**
     * The id of the schema under this subject, registering it if it is new; the same schema gives the same id again.
     * Throws {@link SchemaRegistryException.Incompatible} if the subject's compatibility forbids it.
     */
    public int register(String subject, Schema schema) {
        var known = registered.computeIfAbsent(subject, unused -> new ConcurrentHashMap<>());
        var id = known.get(schema);
        if (id == null) {
            id = patiently(() -> client.register(subject, schema));
            known.put(schema, id);
        }
        return id;
    }

    /** The schema of an id; throws {@link SchemaRegistryException.Unknown}. */
    public Schema byId(int id) {
        var schema = byId.get(id);
        if (schema == null) {
            schema = parse(patiently(() -> client.byId(id)));
            byId.put(id, schema);
        }
        return schema;
    }

    /** The newest schema of a subject, asked for each time; throws {@link SchemaRegistryException.Unknown}. */
    public Schema latest(String subject) {
        return parse(patiently(() -> client.latest(subject)).getValue());
    }

    /** The id of {@link #latest}. */
    public int latestId(String subject) {
        return patiently(() -> client.latest(subject)).getKey();
    }

    private static Schema parse(String text) {
        return new Schema.Parser().parse(text);
    }

    private <T> T patiently(Supplier<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (SchemaRegistryException.Unavailable e) {
                if (attempt == attempts || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100L << attempt));
            }
        }
    }
}
