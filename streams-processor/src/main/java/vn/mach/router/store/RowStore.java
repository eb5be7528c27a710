package vn.mach.router.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store of rows on disk, for keys that come in no order: most are asked for once, then written. What was written lately is in
 * memory and goes to disk many at once; a key that is not there is known not to be by a filter. Kafka Streams' own store over RocksDB
 * reads such a key from disk, tells of it by a C++ exception, and writes one by one. Under exactly once the store of a task that did not
 * end cleanly is restored, so nothing here has to outlive a crash. One thread at a time, but for its figures.
 */
public final class RowStore implements KeyValueStore<Bytes, byte[]> {
    /** Of keys and values in memory before they go to disk. */
    private static final int RECENT_BYTES = 1 << 20;

    private static final byte[] DELETED = new byte[0];

    private final String name;
    private final Map<Bytes, byte[]> recent = new HashMap<>();
    private int recentBytes;
    private @Nullable RowFiles files;

    private RowStore(String name) {
        this.name = name;
    }

    /** As Kafka Streams asks for it: it adds the changelog. */
    public static KeyValueBytesStoreSupplier supplier(String name) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new RowStore(name);
            }

            @Override
            public String metricsScope() {
                return "rows";
            }
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        files = RowFiles.open(directory(context), name, context);
        context.register(root, (BatchingStateRestoreCallback) this::restore);
    }

    private Path directory(StateStoreContext context) {
        try {
            return Files.createDirectories(
                    context.stateDir().toPath().resolve("rocksdb").resolve(name));
        } catch (IOException e) {
            throw new ProcessorStateException("store " + name + " has no directory", e);
        }
    }

    private void restore(Collection<KeyValue<byte[], byte[]>> records) {
        records.forEach(record -> put(Bytes.wrap(record.key), record.value));
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        var kept = value == null ? DELETED : value;
        recent.put(key, kept);
        recentBytes += key.get().length + kept.length;
        if (recentBytes >= RECENT_BYTES) {
            toDisk();
        }
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        var kept = recent.get(key);
        if (kept == null) {
            return files().get(key.get());
        }
        return kept == DELETED ? null : kept;
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
        var present = get(key);
        if (present == null) {
            put(key, value);
        }
        return present;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        var present = get(key);
        put(key, null);
        return present;
    }

    /** In the order of the keys' bytes, both ends included; as the store is now, whatever is written meanwhile. */
    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        toDisk();
        return files().range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return range(null, null);
    }

    @Override
    public long approximateNumEntries() {
        return files().estimatedRows();
    }

    /** Kafka Streams calls it where it remembers how far the changelog is in here: of a task that closes, of one that is restored. */
    @Override
    public void commit(Map<TopicPartition, Long> offsets) {
        toDisk();
        files().flush();
    }

    private void toDisk() {
        if (!recent.isEmpty()) {
            files().write(recent, DELETED);
            recent.clear();
            recentBytes = 0;
        }
    }

    @Override
    public void close() {
        var open = files;
        files = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return files != null;
    }

    @Override
    public Position getPosition() {
        return Position.emptyPosition(); // nobody queries it from outside
    }

    private RowFiles files() {
        var open = files;
        if (open == null) {
            throw new IllegalStateException("store " + name + " is closed");
        }
        return open;
    }
}
