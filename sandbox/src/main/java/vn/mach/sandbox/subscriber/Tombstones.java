package vn.mach.sandbox.subscriber;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether each delete is followed by its tombstone and each tombstone follows its delete: a subscriber that reads only one
 * of the two would keep a row, or lose it without an event.
 */
final class Tombstones {
    private final Set<Map<String, Object>> awaited = new HashSet<>();
    private final Set<Map<String, Object>> broken = new HashSet<>();

    void event(Map<String, Object> key, boolean delete) {
        if (awaited.remove(key)) {
            broken.add(key); // the next of this key, and its tombstone has not come
        }
        if (delete) {
            awaited.add(key);
        }
    }

    /**
     * Whoever reads late may find a tombstone alone, since compaction has taken the row and its delete; but not after the row.
     *
     * @param held whether the row was held when it came
     */
    void tombstone(Map<String, Object> key, boolean held) {
        if (!awaited.remove(key) && held) {
            broken.add(key);
        }
    }

    /** The keys that have, or had, a delete without tombstone or a tombstone without delete. */
    Set<Map<String, Object>> unpaired() {
        var all = new HashSet<>(awaited);
        all.addAll(broken);
        return all;
    }
}
