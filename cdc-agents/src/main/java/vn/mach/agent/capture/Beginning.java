package vn.mach.agent.capture;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.Progress;
import vn.mach.agent.publish.AgentOffset;

/** How a run begins. */
public interface Beginning {
    /** Of the positions: the stored one, or for a snapshot a new one, greater than that of any agent before. */
    int epoch();

    /** Where to read on, or null for an initial snapshot. */
    @Nullable
    Progress resume();

    /** Tables, each {@code <schema>.<table>}, of which nothing is published though the others are: they are to be read. */
    Set<String> added();

    /** The control record of a progress of this run. */
    AgentOffset offset(AgentConfig config, AgentOffset.Phase phase, Progress progress);
}
