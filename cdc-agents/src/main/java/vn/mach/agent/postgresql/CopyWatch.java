package vn.mach.agent.postgresql;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import vn.mach.agent.progress.AgentFailure;

/**
 * Notices that the server of a COPY is gone without a word. That nothing comes proves nothing, for a server may read much of a table
 * before it has a row to send: so it is asked, on another connection, whether it still reads.
 */
final class CopyWatch implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final String READS = """
            SELECT count(*) FROM pg_stat_activity
            WHERE pid = ? AND state = 'active' AND wait_event IS DISTINCT FROM 'ClientWrite'""";

    private final Database copying;
    private final int process;
    private final CountDownLatch over = new CountDownLatch(1);
    /** Since when the copy waits for the server, by {@link System#nanoTime}; 0 while it does not. */
    private final AtomicLong waits = new AtomicLong();

    private CopyWatch(Database copying) {
        this.copying = copying;
        this.process = copying.one("SELECT pg_backend_pid()", row -> row.getInt(1));
    }

    /** Until it is closed it ends the connection of a COPY whose server is gone. */
    static CopyWatch of(Database copying) {
        var watch = new CopyWatch(copying);
        var thread = new Thread(watch::look, "copy watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    void waits() {
        waits.set(now());
    }

    void heard() {
        waits.set(0);
    }

    private void look() {
        try {
            while (!over.await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                long since = waits.get();
                if (since != 0 && System.nanoTime() - since > SILENCE.toNanos()) {
                    if (!reads()) {
                        copying.abort();
                        return;
                    }
                    // If something came meanwhile, it does not wait for that any more.
                    waits.compareAndSet(since, now());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long now() {
        return System.nanoTime() | 1;
    }

    private boolean reads() {
        try (var beside = Database.open(copying.config())) {
            return beside.one(READS, row -> row.getInt(1), process) > 0;
        } catch (AgentFailure e) {
            return false;
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
