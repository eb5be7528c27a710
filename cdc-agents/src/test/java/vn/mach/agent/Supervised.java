package vn.mach.agent;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import vn.mach.agent.capture.Capture;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.DatasetWriter;
import vn.mach.agent.publish.StatusReporter.State;

/** Captures under the supervision that an agent has, in a thread of its own. */
public final class Supervised implements AutoCloseable {
    private final Agent agent;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ended;
    private volatile Capture capture;
    private volatile State state = State.WAITING;

    /** Runs one capture after the other; each is made with what hears its states. */
    public Supervised(AgentConfig config, Function<Consumer<State>, Capture> captures) {
        agent = new Agent(config, () -> {});
        ended = CompletableFuture.runAsync(
                () -> agent.supervise(
                        () -> {
                            capture = captures.apply(next -> hear(next, null));
                            capture.run(DatasetWriter.SNAPSHOT, DatasetWriter.STREAMING);
                        },
                        this::hear),
                task -> {
                    var thread = new Thread(task, "supervised");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    private void hear(State next, String reason) {
        state = next;
        told.add(next + (reason == null ? "" : " " + reason));
    }

    /** What it does now. */
    public State state() {
        return state;
    }

    /** Each state and its reason, one after the other. */
    public List<String> told() {
        return List.copyOf(told);
    }

    public boolean isOver() {
        return ended.isDone();
    }

    /** The reason for which it ends within a minute. */
    public AgentFailure failure() {
        try {
            ended.get(60, TimeUnit.SECONDS);
            throw new AssertionError("ended without a failure: " + told);
        } catch (ExecutionException e) {
            return AgentFailure.of(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("still " + told, e);
        }
    }

    @Override
    public void close() {
        var closing = new Thread(agent::close, "close");
        closing.setDaemon(true);
        closing.start();
        try {
            while (!ended.isDone()) {
                var last = capture;
                if (last != null && closing.getState() == Thread.State.TIMED_WAITING) {
                    last.close();
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
