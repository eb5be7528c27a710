package vn.mach.registry.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.registry.http.Convergence;

/** Runs when asked, every minute, and soon after a run with problems; one run at a time. A request for a run is met by the next one that starts after it. */
final class Reconciler implements Convergence, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    /** Until what went wrong is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<List<String>> run;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final Thread thread = new Thread(this::loop, "reconciler");
    private boolean running = true;
    private long wanted;
    private long covered;
    private long coveredWell;
    private List<String> problems = List.of();

    /** @param run converges everything and says what it could not do */
    Reconciler(Supplier<List<String>> run) {
        this.run = run;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Asks for a run without waiting for it. */
    void request() {
        lock.lock();
        try {
            wanted++;
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean settle() {
        long left = PATIENCE.toNanos();
        lock.lock();
        try {
            long mine = ++wanted;
            asked.signal();
            while (covered < mine && running) {
                if (left <= 0) {
                    return false;
                }
                left = ended.awaitNanos(left);
            }
            return coveredWell >= mine;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** What the last run could not do. */
    List<String> problems() {
        lock.lock();
        try {
            return problems;
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        try {
            while (true) {
                long target = next();
                if (target < 0) {
                    return;
                }
                finished(target, runOnce());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a request or for the minute to end; what the next run will cover, or -1 to stop. */
    private long next() throws InterruptedException {
        lock.lock();
        try {
            long left = (problems.isEmpty() ? PERIOD : RETRY).toNanos();
            while (running && wanted == covered && left > 0) {
                left = asked.awaitNanos(left);
            }
            return running ? wanted : -1;
        } finally {
            lock.unlock();
        }
    }

    private List<String> runOnce() {
        var found = new ArrayList<String>();
        try {
            found.addAll(run.get());
        } catch (RuntimeException | OutOfMemoryError e) {
            // Whatever a run needed, the next one may get: a reconciler that is gone heals nothing, and nobody sees it.
            LOG.error("a reconcile run failed", e);
            found.add(e.toString());
        }
        return List.copyOf(found);
    }

    private void finished(long target, List<String> found) {
        lock.lock();
        try {
            covered = target;
            if (found.isEmpty()) {
                coveredWell = target;
            }
            problems = found;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            running = false;
            asked.signalAll();
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
