package vn.mach.agent.operate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.publish.AgentStatus;

/** Keeps what it was asked to read again. */
final class Asked implements RunningAgent.Rereader {
    final List<String> tables = new ArrayList<>();

    @Override
    public void reread(Reread.Kind kind, Set<String> names) {
        tables.add(kind + " " + names);
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
