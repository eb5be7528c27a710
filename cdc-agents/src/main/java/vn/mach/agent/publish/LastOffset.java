package vn.mach.agent.publish;

import org.jspecify.annotations.Nullable;

/** How far an agent has published, looked at from beside it. */
@FunctionalInterface
public interface LastOffset {
    /** The last committed offset, or null if there is none; throws {@link vn.mach.agent.progress.AgentFailure}. */
    @Nullable
    AgentOffset read();
}
