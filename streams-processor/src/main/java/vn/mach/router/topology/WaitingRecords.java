package vn.mach.router.topology;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import vn.mach.wire.WireFormat;

/**
 * Records that cannot be read before the schema registry answers, and what came after them under their keys, in the order in
 * which they came. What needs no answer goes on beside them; a gate can be closed meanwhile.
 */
final class WaitingRecords {
    static final int MAX_RECORDS = 10_000;
    static final long MAX_BYTES = 64L << 20;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<Bytes, Integer> keys = new HashMap<>();
    private int size;
    private long next;
    private long bytes;

    /** As they were left; to be made once the store is restored. */
    WaitingRecords(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (var all = store.all()) {
            all.forEachRemaining(entry -> {
                count(Incoming.fromBytes(entry.value));
                next = ByteBuffer.wrap(entry.key.get()).getLong() + 1;
            });
        }
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Whether a record of the same key waits. */
    boolean holds(Incoming record) {
        return !keys.isEmpty() && keys.containsKey(key(record));
    }

    /** Throws {@link RegistryAway} when there is no room left: the record must come again. */
    void add(Incoming record) {
        if (size >= MAX_RECORDS || (size > 0 && bytes + record.size() > MAX_BYTES)) {
            throw new RegistryAway(size);
        }
        store.put(at(next++), record.toBytes());
        count(record);
    }

    /** Gives each to {@code taker}, oldest first, and forgets it, until one is not taken. */
    void drain(Taker taker) {
        try (var all = store.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                var record = Incoming.fromBytes(entry.value);
                if (!taker.takes(record)) {
                    return;
                }
                store.delete(entry.key);
                keys.compute(key(record), (key, count) -> count == null || count == 1 ? null : count - 1);
                size--;
                bytes -= record.size();
            }
        }
    }

    interface Taker {
        boolean takes(Incoming record);
    }

    private void count(Incoming record) {
        keys.merge(key(record), 1, Integer::sum);
        size++;
        bytes += record.size();
    }

    private static Bytes key(Incoming record) {
        var key = record.key();
        if (key == null || key.length < WireFormat.HEADER) {
            return Bytes.wrap(new byte[0]);
        }
        // The id before the body may be another one for the same row.
        return Bytes.wrap(Arrays.copyOfRange(key, WireFormat.HEADER, key.length));
    }

    private static Bytes at(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
