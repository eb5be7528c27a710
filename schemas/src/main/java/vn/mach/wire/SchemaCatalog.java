package vn.mach.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.SchemaRegistryConnection;

/**
 * The schemas behind the ids of the wire format. Thread-safe. An id is asked for once and kept; a call that got no
 * answer is tried again for a few seconds, then {@link SchemaRegistryException.Unavailable} is thrown.
 */
public final class SchemaCatalog {
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConfluentClient client;
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final Map<String, Map<Schema, Integer>> registered = new ConcurrentHashMap<>();

    private final int attempts;
    private final long pauseNanos;
    private volatile @Nullable Outage outage;

    /** @param until by {@link System#nanoTime} */
    private record Outage(SchemaRegistryException.Unavailable why, long until) {}

    private SchemaCatalog(ConfluentClient client, int attempts, long pauseNanos) {
        this.client = client;
        this.attempts = attempts;
        this.pauseNanos = pauseNanos;
    }

    /** Connects lazily: a registry that is down is noticed at the first call. */
    public static SchemaCatalog connect(SchemaRegistryConnection connection) {
        return new SchemaCatalog(new ConfluentClient(connection), ATTEMPTS, 0);
    }

    /** The same for a command whose user waits: a call that gets no answer is not tried again. */
    public static SchemaCatalog impatient(SchemaRegistryConnection connection) {
        return new SchemaCatalog(new ConfluentClient(connection), 1, 0);
    }

    /**
     * The same for a thread that has other work: after a call that got no answer, the calls of the next second are refused
     * without asking. What is known is answered all the while.
     */
    public static SchemaCatalog unwaiting(SchemaRegistryConnection connection) {
        return new SchemaCatalog(new ConfluentClient(connection), 1, PAUSE_NANOS);
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

    /**
     * From now on the subject takes only what each of its schemas can read and be read by, whatever the registry's default.
     * Throws {@link SchemaRegistryException.Unknown} where nothing is registered yet.
     */
    public void requireFullTransitive(String subject) {
        var unused = patiently(() -> {
            client.setCompatibility(subject, "FULL_TRANSITIVE");
            return subject;
        });
    }

    /** Whether the schema registry would take this schema after the newest of the subject; the first of a subject it takes. */
    public boolean allows(String subject, Schema schema) {
        try {
            return patiently(() -> client.allows(subject, schema));
        } catch (SchemaRegistryException.Unknown e) {
            return true;
        }
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
        var known = outage;
        if (known != null && System.nanoTime() - known.until() < 0) {
            throw known.why();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                var answer = call.get();
                outage = null;
                return answer;
            } catch (SchemaRegistryException.Unavailable e) {
                if (attempt == attempts || Thread.currentThread().isInterrupted()) {
                    outage = pauseNanos == 0 ? null : new Outage(e, System.nanoTime() + pauseNanos);
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100L << attempt));
            }
        }
    }
}
