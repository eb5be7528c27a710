package vn.mach.registry.agents;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;

/**
 * The process next to an agency's database, and the datasets only it writes.
 *
 * @param ready Kafka knows its secret; an agent that a crash left unready is healed by rotating it
 */
public record Agent(
        AgentId id,
        List<DatasetId> datasets,
        boolean ready,
        Instant createdAt,
        @Nullable Instant rotatedAt) {
    public Agent {
        datasets = List.copyOf(datasets);
    }

    public String state() {
        return ready ? "active" : "pending";
    }
}
