package vn.mach.router.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.ViewId;

/**
 * What a partition counts, by view and hour, in the transaction of what is counted. The hour is the one of this router's
 * clock, never an earlier one than before: what an hour came to is final once it is over, and is forgotten here once told.
 */
final class Tallies {
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final long TELL_EVERY_MILLIS = Duration.ofSeconds(5).toMillis();
    private static final int TOLD_AT_ONCE = 50;
    private static final byte[] PREFIX = "#tally".getBytes(StandardCharsets.UTF_8);

    /** The tallies of one hour. */
    private static final class Hour {
        private final long start;
        private final Map<ViewId, Tally> views = new HashMap<>();
        /** Changes of rows that the partition took in, whatever became of them. */
        private long taken;

        private boolean concluded;

        Hour(long start) {
            this.start = start;
        }
    }

    private final KeyValueStore<Bytes, byte[]> store;
    private final int partition;
    private final LongSupplier clock;
    private final TreeMap<Long, Hour> hours = new TreeMap<>();
    private final List<Tally> touched = new ArrayList<>();
    private final ArrayDeque<Tally> toTell = new ArrayDeque<>();
    private boolean takenIsNew;
    private long tellAt;

    /** As they were left; to be made once the store is restored. */
    Tallies(KeyValueStore<Bytes, byte[]> store, int partition, LongSupplier clock) {
        this.store = store;
        this.partition = partition;
        this.clock = clock;
        var end = PREFIX.clone();
        end[end.length - 1]++;
        try (var all = store.range(Bytes.wrap(PREFIX), Bytes.wrap(end))) {
            all.forEachRemaining(entry -> load(entry.key.get(), entry.value));
        }
    }

    private void load(byte[] key, byte[] value) {
        long start = ByteBuffer.wrap(key).getLong(PREFIX.length);
        var hour = hours.computeIfAbsent(start, Hour::new);
        int name = PREFIX.length + Long.BYTES;
        if (key.length == name) {
            hour.taken = ByteBuffer.wrap(value).getLong();
        } else {
            var view = ViewId.parse(new String(key, name, key.length - name, StandardCharsets.UTF_8));
            hour.views.put(view, Tally.fromBytes(view, start, value));
        }
    }

    /** A change of a row was taken in. */
    void taken() {
        now().taken++;
        takenIsNew = true;
    }

    /**
     * The view's tally of this hour, to be counted on.
     *
     * @param last that was asked for; null if none was
     */
    Tally of(ViewId view, @Nullable Tally last) {
        var hour = now();
        var tally = last != null && last.hour() == hour.start
                ? last
                : hour.views.computeIfAbsent(view, id -> new Tally(id, hour.start));
        if (tally.touch()) {
            touched.add(tally);
        }
        return tally;
    }

    /** From now on the view is there. */
    void born(ViewId view) {
        of(view, null).born(now().taken);
    }

    /** From now on the view is not there. */
    void gone(ViewId view) {
        of(view, null).gone(now().taken);
    }

    private Hour now() {
        long start = clock.getAsLong() / HOUR_MILLIS * HOUR_MILLIS;
        var last = hours.lastEntry();
        if (last != null && last.getKey() >= start) {
            return last.getValue();
        }
        save();
        var hour = new Hour(start);
        hours.put(start, hour);
        return hour;
    }

    /** To be called before the transaction may end. */
    void save() {
        if (takenIsNew) {
            var last = hours.lastEntry();
            store.put(
                    at(last.getKey(), null),
                    ByteBuffer.allocate(Long.BYTES)
                            .putLong(last.getValue().taken)
                            .array());
            takenIsNew = false;
        }
        for (var tally : touched) {
            if (tally.toSave()) {
                store.put(at(tally), tally.toBytes());
            }
        }
        touched.clear();
    }

    /**
     * Tells what has changed since it was told, a little at a time, and what hours that are over came to in all.
     *
     * @param living the views that are not retired
     */
    void tell(Supplier<List<ViewId>> living, Output output) {
        long now = clock.getAsLong();
        if (toTell.isEmpty() && now >= tellAt) {
            tellAt = now + TELL_EVERY_MILLIS;
            now();
            forgetTold();
            hours.headMap(hours.lastKey()).forEach((start, hour) -> conclude(start, hour, living));
            hours.values().forEach(hour -> hour.views.values().stream()
                    .filter(tally -> !tally.isTold())
                    .forEach(toTell::add));
        }
        for (int i = 0; i < TOLD_AT_ONCE && !toTell.isEmpty(); i++) {
            var tally = toTell.remove();
            var hour = hours.get(tally.hour());
            if (hour != null) {
                output.statistics(tally.tell(partition, hour.taken, now));
                if (tally.touch()) {
                    touched.add(tally);
                }
            }
        }
        save();
    }

    /** Every view has a last word on an hour that is over, though it may only be how much was withheld. */
    private void conclude(long start, Hour hour, Supplier<List<ViewId>> living) {
        if (hour.concluded) {
            return;
        }
        hour.concluded = true;
        hour.views.values().forEach(Tally::mustBeTold);
        if (hour.taken > 0) {
            living.get().stream()
                    .filter(view -> !bornAfter(start, view))
                    .forEach(view -> hour.views.computeIfAbsent(view, id -> new Tally(id, start)));
        }
    }

    private boolean bornAfter(long start, ViewId view) {
        return hours.tailMap(start, false).values().stream().anyMatch(later -> {
            var tally = later.views.get(view);
            return tally != null && tally.isBorn();
        });
    }

    private void forgetTold() {
        hours.headMap(hours.lastKey()).entrySet().removeIf(hour -> {
            boolean done = hour.getValue().concluded
                    && hour.getValue().views.values().stream().allMatch(Tally::isTold);
            if (done) {
                store.delete(at(hour.getKey(), null));
                hour.getValue().views.keySet().forEach(view -> store.delete(at(hour.getKey(), view)));
            }
            return done;
        });
    }

    private static Bytes at(Tally tally) {
        return tally.key(() -> at(tally.hour(), tally.view()));
    }

    /** @param view null for what is counted of the partition */
    private static Bytes at(long hour, @Nullable ViewId view) {
        var name = view == null ? new byte[0] : view.toString().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(PREFIX.length + Long.BYTES + name.length)
                .put(PREFIX)
                .putLong(hour)
                .put(name)
                .array());
    }
}
