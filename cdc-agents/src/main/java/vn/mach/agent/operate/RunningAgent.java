package vn.mach.agent.operate;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.publish.AgentStatus;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.agent.publish.TransactionalSink;

/** One agent's process between those who do its work and those who ask about it: what it does is told here, once. */
public final class RunningAgent implements Operations {
    private final PauseGate gate = new PauseGate();
    private final Activity activity;
    private final Rereader rereader;
    private final SpareHeap spare;
    private volatile @Nullable Announcements announcements;

    /** Whoever reads tables again, and holds those that do not fit, while it streams. */
    public interface Rereader {
        /** Begins to, and returns; throws {@link Refused} if it cannot now. */
        void reread(Reread.Kind kind, Set<String> tables);

        /** How far it is, null if it reads nothing. */
        @Nullable
        Reread reading();

        /** The tables that do not fit their contract now. */
        List<AgentStatus.Held> held();

        /** Has these tried again at once. */
        void tryHeld();
    }

    public RunningAgent(AgentConfig config, Rereader rereader) {
        this.activity = new Activity(config, gate, Clock.systemUTC(), System::nanoTime);
        this.rereader = rereader;
        this.spare = new SpareHeap(() -> activity.flow().bytes(), System::gc);
    }

    /** The calling thread runs the captures from now on. */
    public void supervised() {
        gate.supervised();
    }

    public Activity activity() {
        return activity;
    }

    /** Tells the listener what the agent does, from now until it is closed. */
    public Announcements announce(Consumer<AgentStatus> listener) {
        var started = new Announcements(activity, this::lookEachSecond, listener);
        announcements = started;
        return started;
    }

    /** The agent begins something else; that is told before this returns. */
    public void begins(State state, @Nullable String reason) {
        if (activity.begins(state, reason)) {
            announceNow();
        }
    }

    /** A sink that is counted, and stands still while the agent is paused. */
    public TransactionalSink metered(TransactionalSink sink) {
        return new MeteredSink(sink, activity, gate);
    }

    /** The agent ends: a capture that waits because it is paused is released with a failure. */
    public void end() {
        gate.abandon();
    }

    @Override
    public View view() {
        look();
        return activity.view();
    }

    @Override
    public String metrics() {
        return MetricsText.of(view(), activity.flow());
    }

    private void lookEachSecond() {
        look();
        spare.look();
    }

    private void look() {
        activity.rereads(rereader.reading());
        activity.holds(rereader.held());
    }

    @Override
    public void pause() {
        requireStreaming("pause");
        gate.close();
        announceNow();
    }

    @Override
    public void resume() {
        gate.open();
        rereader.tryHeld();
        announceNow();
    }

    @Override
    public void snapshot(Set<String> tables) {
        requireStreaming("snapshot");
        rereader.reread(Reread.Kind.SNAPSHOT, new TreeSet<>(tables));
    }

    @Override
    public void resync(Set<String> tables) {
        requireStreaming("resync");
        rereader.reread(Reread.Kind.RESYNC, new TreeSet<>(tables));
    }

    private void requireStreaming(String act) {
        var state = activity.state();
        if (state == State.SNAPSHOTTING) {
            throw Refused.notNow(
                    "no " + act + " while the first snapshot runs, which is one Kafka transaction: wait for its end, or"
                            + " stop the agent, which gives it up");
        }
        if (state != State.STREAMING && !(state == State.PAUSED && act.equals("pause"))) {
            throw Refused.notNow("no " + act + " while the agent is " + state + ": wait until it is STREAMING");
        }
    }

    private void announceNow() {
        var told = announcements;
        if (told != null) {
            told.look();
        }
    }
}
