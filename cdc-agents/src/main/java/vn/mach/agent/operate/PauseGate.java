package vn.mach.agent.operate;

import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;

/**
 * Where the capture waits while the agent is paused: before a Kafka transaction begins, so that none is open meanwhile.
 * The engine fills its bounded queue and then reads no further; the source keeps its log until it is resumed.
 */
final class PauseGate {
    private @Nullable Thread supervisor;
    private boolean closed;
    private boolean abandoned;

    /** The calling thread runs captures: it streams nothing, and is never held, so that it can tell how one has ended. */
    synchronized void supervised() {
        supervisor = Thread.currentThread();
    }

    /** Returns when the agent is not paused; throws {@link AgentFailure.Broken} if the agent ends while it is. */
    synchronized void pass() {
        if (Thread.currentThread().equals(supervisor)) {
            return;
        }
        try {
            while (closed && !abandoned) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
        if (closed) {
            throw new AgentFailure.Broken("the agent ends", null);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
    }

    synchronized void open() {
        closed = false;
        notifyAll();
    }

    /** Whoever waits is released with a failure, so that the capture can end; a paused agent lets nothing pass any more. */
    synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }
}
