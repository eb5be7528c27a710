package vn.mach.agent;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.Capture;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.operate.Refused;
import vn.mach.agent.operate.Reread;
import vn.mach.agent.operate.RunningAgent;
import vn.mach.agent.publish.AgentStatus;

/** What an operator asks of tables, in the words of the capture that runs. */
record TableRereads(Supplier<@Nullable Capture> running) implements RunningAgent.Rereader {
    @Override
    public void reread(Reread.Kind kind, Set<String> tables) {
        var capture = running.get();
        if (capture == null) {
            throw Refused.notNow("no " + kind + " now: the agent does not stream yet");
        }
        var how = kind == Reread.Kind.SNAPSHOT ? Standing.Reread.EVERYTHING : Standing.Reread.DIFFERENCES;
        try {
            capture.reread(tables, how);
        } catch (IllegalStateException e) {
            throw Refused.notNow("no " + kind + " now: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw Refused.illegal(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public @Nullable Reread reading() {
        var capture = running.get();
        var reading = capture == null ? null : capture.reading();
        if (reading == null) {
            return null;
        }
        var kind = reading.how() == Standing.Reread.EVERYTHING ? Reread.Kind.SNAPSHOT : Reread.Kind.RESYNC;
        return new Reread(kind, reading.table(), reading.rows(), reading.of());
    }

    @Override
    public List<AgentStatus.Held> held() {
        var capture = running.get();
        return capture == null
                ? List.of()
                : capture.held().stream()
                        .map(held -> new AgentStatus.Held(
                                held.table(), held.dataset().toString(), held.reason(), held.changes()))
                        .toList();
    }

    @Override
    public void tryHeld() {
        var capture = running.get();
        if (capture != null) {
            capture.tryHeld();
        }
    }
}
