package vn.mach.agent.progress;

import org.jspecify.annotations.Nullable;
import vn.mach.change.Position;

/**
 * Gives each event of a transactional source its position, and drops those that are published already. The source is
 * always read again from a boundary between two of its transactions, never from within one: several rows may share one
 * log position, so "after position x" inside a transaction is not a place. Reading a transaction again gives the same
 * events in the same order, so a count is enough to find the place in it.
 *
 * <p>{@link #progress()} is a snapshot that a later process resumes from; it is right after any event.
 */
public final class TransactionProgress {
    private final int epoch;
    private long boundary;
    private long commit;
    private @Nullable String openId;
    private long openCommit;
    private int published;
    private int seen;
    private boolean reading;

    private TransactionProgress(Progress stored) {
        this.epoch = stored.epoch();
        this.boundary = stored.boundary();
        this.commit = stored.commit();
        var open = stored.open();
        if (open != null) {
            openId = open.id();
            openCommit = open.commit();
            published = open.published();
        }
    }

    /** Continues where the process that stored this stopped. */
    public static TransactionProgress resume(Progress stored) {
        return new TransactionProgress(stored);
    }

    /** A source transaction begins. Throws {@link AgentFailure.Gap} if it is not the one that must follow. */
    public void begin(String id) {
        if (reading) {
            throw new AgentFailure.Gap("the log begins transaction " + id + " inside transaction " + openId);
        }
        if (openId == null) {
            openId = id;
            // The boundary is a log position below this commit's own, so positions stay above all earlier ones even if
            // what is stored here is lost.
            openCommit = Math.max(commit + 1, boundary);
            published = 0;
        } else if (!openId.equals(id)) {
            throw new AgentFailure.Gap("the log continues with transaction " + id + ", but " + published
                    + " events of transaction " + openId + " are published and its rest is missing");
        }
        reading = true;
        seen = 0;
    }

    /** The position of the next event of this transaction, or null if the event is published already. */
    public @Nullable Position next(String id) {
        requireOpen(id);
        int index = seen++;
        if (index < published) {
            return null;
        }
        published = seen;
        return new Position(epoch, openCommit, index);
    }

    /** The source transaction has ended; the log is read on from {@code end}. */
    public void end(String id, long end) {
        requireOpen(id);
        if (seen < published) {
            throw new AgentFailure.Gap("transaction " + id + " has " + seen + " events when it is read again, but "
                    + published + " of it are published");
        }
        if (published > 0) {
            commit = openCommit;
        }
        openId = null;
        reading = false;
        boundary = Math.max(boundary, end);
    }

    /** The source has nothing before {@code at} that is not told yet. Ignored inside a transaction. */
    public void idle(long at) {
        if (openId == null) {
            boundary = Math.max(boundary, at);
        }
    }

    /** The log position from which the source is read again. */
    public long boundary() {
        return boundary;
    }

    /** Whether it is between two source transactions, neither of which is published in part. */
    public boolean isBetween() {
        return openId == null;
    }

    /**
     * The commit part for events that are no change of the source, between two of its transactions: after all positions before,
     * before all later ones.
     */
    public long between() {
        if (!isBetween()) {
            throw new IllegalStateException("inside transaction " + openId);
        }
        commit = Math.max(commit + 1, boundary);
        return commit;
    }

    /** What to store with the events so far. */
    public Progress progress() {
        var open = openId == null || published == 0 ? null : new OpenTransaction(openId, openCommit, published);
        return new Progress(epoch, boundary, commit, open);
    }

    private void requireOpen(String id) {
        if (!reading || !id.equals(openId)) {
            throw new AgentFailure.Gap("the log has an event of transaction " + id + " outside of it");
        }
    }
}
