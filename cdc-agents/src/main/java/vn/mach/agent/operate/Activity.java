package vn.mach.agent.operate;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.publish.AgentStatus;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.change.Operation;

/** What the agent does and has done, told by those who do it, for everyone who asks. */
public final class Activity {
    private final String agent;
    private final String slot;
    private final List<CapturedDataset> datasets;
    private final PauseGate gate;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Flow flow;
    private volatile Phase phase;
    private volatile List<AgentStatus.Held> held = List.of();
    private volatile @Nullable Reading reading;
    private volatile @Nullable KeptLog log;
    private volatile @Nullable Instant logSeen;
    private volatile View.@Nullable LastError lastError;

    Activity(AgentConfig config, PauseGate gate, Clock clock, LongSupplier nanoClock) {
        this.agent = config.agent();
        this.slot = config.database().slot();
        this.datasets = CapturedDataset.of(config);
        this.gate = gate;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.flow = new Flow(datasets);
        this.phase = new Phase(State.WAITING, "the agent starts", clock.instant());
    }

    Flow flow() {
        return flow;
    }

    /** The agent begins something else, which ends a reading; false if it does that already, for the same reason. */
    boolean begins(State state, @Nullable String reason) {
        var before = phase;
        if (reason != null) {
            lastError = new View.LastError(reason, clock.instant().toString());
        }
        if (before.state() == state && Objects.equals(before.reason(), reason)) {
            return false;
        }
        var since = before.since();
        if (before.state() != state) {
            since = clock.instant();
            reading = null;
        }
        phase = new Phase(state, reason, since);
        return true;
    }

    /** The tables that do not fit their contract now; those that are not named flow. */
    public void holds(List<AgentStatus.Held> tables) {
        held = List.copyOf(tables);
    }

    /**
     * The first snapshot begins; its rows are counted as they are sent, though none is visible before the last.
     *
     * @param estimates of the tables' rows; -1 where the database has none
     */
    public void snapshots(Collection<Long> estimates) {
        reading = Reading.ofSnapshot(estimates, nanoClock);
    }

    void snapshotRow() {
        var now = reading;
        if (now != null && now.isOfAll()) {
            now.row();
        }
    }

    /** A table is read again, or none is: then a reading of one is over. */
    void rereads(@Nullable Reread reread) {
        var now = reading;
        if (reread != null) {
            if (now == null || !now.isOf(reread)) {
                now = Reading.of(reread, nanoClock);
                reading = now;
            }
            now.reaches(reread.rows());
        } else if (now != null && !now.isOfAll()) {
            reading = null;
        }
    }

    /** What the server keeps for the agent, or null while it does not say. */
    public void keeps(@Nullable KeptLog seen) {
        log = seen;
        logSeen = seen == null ? null : clock.instant();
    }

    State state() {
        var state = phase.state();
        return gate.isClosed() && state == State.STREAMING ? State.PAUSED : state;
    }

    @Nullable
    KeptLog log() {
        return log;
    }

    Reading.@Nullable Now reading() {
        var now = reading;
        return now == null ? null : now.now();
    }

    /** For the platform. */
    AgentStatus status() {
        var read = reading();
        var kept = log;
        return new AgentStatus(
                agent,
                state(),
                phase.reason(),
                datasets.stream().map(CapturedDataset::dataset).toList(),
                held,
                read == null ? null : new AgentStatus.Reading(read.kind(), read.rows(), read.of()),
                flow.lagMillis(),
                kept == null ? null : kept.lagBytes(),
                kept == null ? null : kept.keptBytes());
    }

    /** For the operator on this host. */
    View view() {
        var now = phase;
        return new View(
                agent,
                state().name(),
                now.reason(),
                now.since().toString(),
                datasets.stream().map(this::table).toList(),
                reading(),
                flow.lagMillis(),
                flow.transactions(),
                logView(),
                lastError);
    }

    private View.Table table(CapturedDataset dataset) {
        var counts = flow.of(dataset);
        var rows = new LinkedHashMap<String, Long>();
        for (var operation : Operation.values()) {
            rows.put(
                    operation.name().toLowerCase(Locale.ROOT),
                    counts.rows(operation).sum());
        }
        var table = dataset.table();
        var why = held.stream().filter(each -> each.table().equals(table)).findFirst();
        return new View.Table(table, dataset.dataset(), rows, counts.bytes(), why.orElse(null));
    }

    private View.@Nullable Log logView() {
        var kept = log;
        var seen = logSeen;
        if (kept == null || seen == null) {
            return null;
        }
        return new View.Log(
                slot,
                kept.keptBytes(),
                kept.lagBytes(),
                kept.budgetBytes(),
                kept.level().name(),
                kept.walStatus(),
                kept.safeBytes(),
                kept.limitBytes(),
                seen.toString());
    }

    private record Phase(State state, @Nullable String reason, Instant since) {}
}
