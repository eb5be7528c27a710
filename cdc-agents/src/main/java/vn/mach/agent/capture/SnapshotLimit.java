package vn.mach.agent.capture;

import java.time.Duration;
import vn.mach.agent.progress.AgentFailure;

/** How long a snapshot may take that is one Kafka transaction: some of the broker's limit is left to commit it. */
final class SnapshotLimit {
    private static final int PERCENT = 80;

    private final long begun = System.nanoTime();
    private final long nanos;
    private volatile boolean reached;

    SnapshotLimit(Duration transaction) {
        this.nanos = transaction.multipliedBy(PERCENT).dividedBy(100).toNanos();
    }

    boolean isReached() {
        return reached;
    }

    /** Throws {@link AgentFailure.Unavailable} when it is reached: the next run goes another way. */
    void check() {
        if (System.nanoTime() - begun > nanos) {
            reached = true;
            throw new AgentFailure.Unavailable(
                    "the tables are too large to be read in one Kafka transaction: they are read in many, beside the stream",
                    null);
        }
    }
}
