package vn.mach.agent.capture;

import io.debezium.function.BlockingConsumer;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Lets the thread that takes events out of Debezium's queue sleep while there are none: the queue itself is looked into every
 * {@code poll.interval.ms}, and the last millisecond of each look is spent spinning, which is a tenth of a core for nothing. What is no
 * change of a row, such as a heartbeat, does not wake it and waits for {@link #LONGEST}.
 */
public final class Arrivals {
    /** Those of each engine; Debezium makes the two that share them, by name, and gives both the coordinator. */
    private static final Map<ChangeEventSourceCoordinator<?, ?>, Arrivals> OF =
            Collections.synchronizedMap(new WeakHashMap<>());

    private static final long LONGEST = Duration.ofMillis(500).toNanos();
    /** A snapshot wakes nobody, but is never this long without a row. */
    private static final int QUIET_LOOKS = 5;

    private volatile boolean some;
    private volatile @Nullable Thread sleeper;
    private volatile @Nullable BlockingConsumer<SourceRecord> queue;
    private int quietLooks;

    Arrivals() {}

    /** Those of the engine with this coordinator. */
    public static Arrivals of(ChangeEventSourceCoordinator<?, ?> coordinator) {
        return OF.computeIfAbsent(coordinator, unknown -> new Arrivals());
    }

    /** A look into the queue. */
    @FunctionalInterface
    public interface Look {
        List<SourceRecord> poll() throws InterruptedException;
    }

    /** Looks, once there may be something to see. To be called by one thread. */
    public List<SourceRecord> poll(Look look) throws InterruptedException {
        if (quietLooks >= QUIET_LOOKS) {
            await();
        }
        some = false;
        var records = look.poll();
        quietLooks = records.isEmpty() ? quietLooks + 1 : 0;
        return records;
    }

    private void await() throws InterruptedException {
        sleeper = Thread.currentThread();
        long end = System.nanoTime() + LONGEST;
        for (long left = LONGEST; !some && left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Where Debezium's dispatcher puts a record that is not its own. */
    void into(BlockingConsumer<SourceRecord> next) {
        queue = next;
    }

    /** Whether {@link #tell} can be called. */
    public boolean isOpen() {
        return queue != null;
    }

    /** Puts a change of a row into the queue, as Debezium would in this thread; waits while the queue is full. */
    public void tell(SourceRecord record) throws InterruptedException {
        told();
        Objects.requireNonNull(queue).accept(record);
    }

    /** A change of a row is about to be put into the queue. */
    void told() {
        if (!some) {
            some = true;
            LockSupport.unpark(sleeper);
        }
    }
}
