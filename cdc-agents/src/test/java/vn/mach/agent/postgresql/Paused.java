package vn.mach.agent.postgresql;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.operate.Reread;
import vn.mach.agent.operate.RunningAgent;
import vn.mach.agent.publish.AgentStatus;

/** An agent that can be paused: what it captures goes through its gate. */
final class Paused implements RunningAgent.Rereader {
    private Paused() {}

    static RunningAgent agent(Exchange exchange) {
        var agent = new RunningAgent(exchange.config(), new Paused());
        exchange.log.wrap(sink -> {
            if (Thread.currentThread().getName().equals("capture")) {
                agent.supervised();
            }
            return agent.metered(sink);
        });
        return agent;
    }

    @Override
    public void reread(Reread.Kind kind, Set<String> tables) {
        throw new IllegalStateException("not asked here");
    }

    @Override
    public @Nullable Reread reading() {
        return null;
    }

    @Override
    public List<AgentStatus.Held> held() {
        return List.of();
    }

    @Override
    public void tryHeld() {
        // Holds none.
    }
}
