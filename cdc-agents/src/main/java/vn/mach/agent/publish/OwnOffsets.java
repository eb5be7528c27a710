package vn.mach.agent.publish;

import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;

/**
 * The offsets of this process over all its runs. A run that begins fences whoever writes as this agent; that is wrong
 * when this is the older process, which could not reach Kafka while another took over. It is the older one if the last
 * offset is neither what it read nor what it sent.
 */
public final class OwnOffsets implements OffsetLog {
    private final OffsetLog log;
    private boolean known;
    private @Nullable AgentOffset visible;
    private @Nullable AgentOffset sent;
    /** Sent, and not visible when it was looked for: Kafka may still be about to show it. */
    private @Nullable AgentOffset undecided;

    public OwnOffsets(OffsetLog log) {
        this.log = log;
    }

    /** Throws {@link AgentFailure.Fenced} if another process has stored an offset since this one read or sent one. */
    public synchronized void requireOwn() {
        if (!known) {
            return;
        }
        var last = log.last();
        var late = undecided != null && undecided.equals(last);
        if (!late && !Objects.equals(last, visible) && !Objects.equals(last, sent)) {
            throw new AgentFailure.Fenced(
                    "fenced: another process has published as this agent while this one waited; let one of them run",
                    null);
        }
    }

    /** Whether the one sent before became visible is known by then; whether this one will is not. */
    @Override
    public synchronized ProducerRecord<byte[], byte[]> record(AgentOffset offset) {
        visible = sent;
        sent = offset;
        return log.record(offset);
    }

    @Override
    public synchronized @Nullable AgentOffset last() {
        var last = log.last();
        known = true;
        if (!Objects.equals(last, sent)) {
            undecided = sent;
        }
        visible = last;
        sent = last;
        return last;
    }
}
