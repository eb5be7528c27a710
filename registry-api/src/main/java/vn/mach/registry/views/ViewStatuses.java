package vn.mach.registry.views;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import vn.mach.naming.ViewId;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;
import vn.mach.view.ViewStatus.Incomplete;

/** What the router last said of each (view, partition); whoever needs an acknowledgement waits here, without polling. */
public final class ViewStatuses {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<ViewId, Map<Integer, ViewStatus>> latest = new HashMap<>();

    /** Takes in the next record of the topic: it replaces the one before. */
    public void accept(ViewStatus status) {
        lock.lock();
        try {
            latest.computeIfAbsent(status.view(), view -> new TreeMap<>()).put(status.partition(), status);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** By partition; a partition of which nothing was said is absent. */
    public List<ViewStatus> of(ViewId view) {
        lock.lock();
        try {
            return List.copyOf(partitions(view));
        } finally {
            lock.unlock();
        }
    }

    /** What the view lacks while a gap of its dataset is open, as its first partition that lacks something says. */
    Optional<Incomplete> incomplete(ViewId view) {
        return of(view).stream()
                .map(ViewStatus::incomplete)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Whether every partition acknowledged that the gate is closed as of this definition's revision. */
    public boolean acknowledgedClosed(ViewDefinition definition) {
        lock.lock();
        try {
            return all(definition, ViewStatus.State.CLOSED);
        } finally {
            lock.unlock();
        }
    }

    /** Whether every partition has deleted what it had written, as of this definition's revision. */
    public boolean acknowledgedRetired(ViewDefinition definition) {
        lock.lock();
        try {
            return all(definition, ViewStatus.State.RETIRED);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the acknowledgement; false when it did not come in time. */
    public boolean awaitClosed(ViewDefinition definition, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!all(definition, ViewStatus.State.CLOSED)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean all(ViewDefinition definition, ViewStatus.State state) {
        var byPartition = latest.getOrDefault(definition.id(), Map.of());
        return IntStream.range(0, definition.partitions()).allMatch(partition -> {
            var status = byPartition.get(partition);
            return status != null && status.state() == state && status.revision() >= definition.revision();
        });
    }

    private Collection<ViewStatus> partitions(ViewId view) {
        return latest.getOrDefault(view, Map.of()).values();
    }
}
