package vn.mach.sandbox.proof;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.story.Moj;

/** The civil register while its rows keep changing; a proof asks it whether they did. */
final class BusyRegister implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Moj moj;
    private final Thread writer;
    private volatile boolean stopped;
    private volatile long committedBegan = System.nanoTime();
    private volatile @Nullable RuntimeException failure;

    private BusyRegister(Moj moj, long seed) {
        this.moj = moj;
        this.writer = new Thread(() -> write(seed), "register");
    }

    /** Commits day after day from now on. */
    static BusyRegister open(Moj moj, long seed) {
        var register = new BusyRegister(moj, seed);
        register.writer.start();
        return register;
    }

    /** Waits for the commit of a transaction that began after this moment; throws what has stopped the writer. */
    void awaitCommitBegunAfter(long nanos) {
        var came = Patience.until(() -> failure != null || committedBegan - nanos > 0, LIMIT);
        throwFailure();
        if (!came) {
            throw SandboxFailure.broken("The register committed nothing in " + LIMIT.toSeconds() + " s");
        }
    }

    private void write(long seed) {
        try {
            for (long day = seed; !stopped; day++) {
                var began = System.nanoTime();
                moj.live(1, day);
                committedBegan = began;
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void throwFailure() {
        var met = failure;
        if (met != null) {
            throw met;
        }
    }

    /** Ends the writer; throws what had stopped it before. */
    @Override
    public void close() {
        stopped = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
    }
}
