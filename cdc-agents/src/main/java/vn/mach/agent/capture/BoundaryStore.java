package vn.mach.agent.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium takes for its offset store. It begins with the boundary that is stored in Kafka and is told each later
 * one after Kafka has it ({@link ChangeHandler}), so neither Debezium's restart point nor the position it confirms to
 * the server can pass what is published. Debezium makes it by name, hence public and without arguments.
 */
public final class BoundaryStore implements OffsetBackingStore {
    /** The engine property that carries the first boundary, as JSON in Debezium's words; absent before a snapshot. */
    public static final String FIRST_BOUNDARY = "mach.boundary";

    private final Map<ByteBuffer, ByteBuffer> told = new ConcurrentHashMap<>();
    private byte @Nullable [] first;

    @Override
    public void configure(WorkerConfig config) {
        var boundary = config.originalsStrings().get(FIRST_BOUNDARY);
        if (boundary != null) {
            first = boundary.getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
        var found = new HashMap<ByteBuffer, ByteBuffer>();
        for (var key : keys) {
            var value = told.get(key);
            if (value != null) {
                found.put(key, value.duplicate());
            } else if (first != null) {
                found.put(key, ByteBuffer.wrap(first));
            }
        }
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, @Nullable Callback<Void> callback) {
        told.putAll(values);
        if (callback != null) {
            callback.onCompletion(null, null);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connectorName) {
        return Set.of();
    }

    @Override
    public void start() {
        // In memory only.
    }

    @Override
    public void stop() {
        // In memory only.
    }
}
