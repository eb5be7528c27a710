package vn.mach.router.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.ViewId;

/**
 * What a subscriber of one view last saw of a row, for the few rows where the last row and the stretch's definition do not
 * tell: those that changed while nothing was written, and those that changed ahead of a scan.
 */
final class SeenRows {
    /** Ends the view's id; no id and no later character of one sorts below it. */
    private static final byte END = 0;

    private final KeyValueStore<Bytes, byte[]> store;
    private final byte[] prefix;

    SeenRows(KeyValueStore<Bytes, byte[]> store, ViewId view) {
        this.store = store;
        this.prefix = (view + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Null when nothing is remembered; empty when the row is not on the topic. */
    @SuppressWarnings("NullableOptional") // three answers: not known, known to be absent, known
    @Nullable
    Optional<Image> get(Bytes key) {
        var bytes = store.get(at(key));
        if (bytes == null) {
            return null;
        }
        return bytes.length == 0 ? Optional.empty() : Optional.of(Image.fromBytes(bytes));
    }

    void put(Bytes key, @Nullable Image image) {
        store.put(at(key), image == null ? new byte[0] : image.toBytes());
    }

    void remove(Bytes key) {
        store.delete(at(key));
    }

    void clear() {
        var last = prefix.clone();
        last[last.length - 1] = END + 1;
        var keys = new ArrayList<Bytes>();
        try (var rows = store.range(Bytes.wrap(prefix), Bytes.wrap(last))) {
            rows.forEachRemaining(row -> keys.add(row.key));
        }
        keys.forEach(store::delete);
    }

    private Bytes at(Bytes key) {
        var at = new byte[prefix.length + key.get().length];
        System.arraycopy(prefix, 0, at, 0, prefix.length);
        System.arraycopy(key.get(), 0, at, prefix.length, key.get().length);
        return Bytes.wrap(at);
    }
}
