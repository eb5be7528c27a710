package vn.mach.router.topology;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import vn.mach.naming.ViewId;

/** The progress of each view, under its id, in the store that it shares with {@link PartitionMarks} and {@link Tallies}. */
final class StoredProgress {
    private final KeyValueStore<Bytes, byte[]> store;
    private final ProgressCodec codec;

    StoredProgress(KeyValueStore<Bytes, byte[]> store, ProgressCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    void forEach(BiConsumer<ViewId, ViewProgress> views) {
        try (var all = store.all()) {
            all.forEachRemaining(entry -> {
                if (!PartitionMarks.isMark(entry.key)) {
                    var id = ViewId.parse(new String(entry.key.get(), StandardCharsets.UTF_8));
                    views.accept(id, codec.fromBytes(entry.value));
                }
            });
        }
    }

    void save(ViewId view, ViewProgress progress) {
        store.put(Bytes.wrap(view.toString().getBytes(StandardCharsets.UTF_8)), codec.toBytes(progress));
    }
}
