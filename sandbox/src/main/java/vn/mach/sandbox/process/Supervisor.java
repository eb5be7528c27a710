package vn.mach.sandbox.process;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.SandboxFailure;

/** All child processes of a sandbox: brings back those that die, ends all in the reverse order of their start. */
public final class Supervisor implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Path logs;
    private final PidRegistry pids;
    private final PrintStream out;
    private final Deque<Component> components = new ArrayDeque<>();
    private boolean closed;

    /** Notices of deaths and returns go to {@code out}, one line each. */
    public Supervisor(Path logs, PidRegistry pids, PrintStream out) {
        this.logs = logs;
        this.pids = pids;
        this.out = out;
    }

    /** Starts a process, waits until it is ready, and watches it from then on. */
    public Component start(Launch launch) {
        var component = new Component(launch, logs.resolve(launch.name() + ".log"), pids, this::bringBack);
        synchronized (this) {
            if (closed) {
                throw SandboxFailure.broken(launch.name() + " was not started: the sandbox is closing");
            }
            components.push(component);
            component.want(); // in here: whoever closes after this finds it, wanted, and ends it
        }
        component.revive();
        return component;
    }

    /** Ends a component for good. */
    public void remove(Component component) {
        component.stop();
        synchronized (this) {
            components.remove(component);
        }
    }

    public synchronized Optional<Component> find(String name) {
        return components.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    public synchronized List<Component> all() {
        return List.copyOf(components);
    }

    @Override
    public void close() {
        List<Component> last;
        synchronized (this) {
            closed = true;
            last = new ArrayList<>(components);
            components.clear();
        }
        last.forEach(Component::stop);
    }

    private void bringBack(Component component) {
        var thread = new Thread(() -> bringBackUntilReady(component), "supervise-" + component.name());
        thread.setDaemon(true);
        thread.start();
    }

    private void bringBackUntilReady(Component component) {
        out.println("! " + component.name() + " died (log: " + component.log() + "), starting it again");
        for (var pause = FIRST_PAUSE; ; pause = longer(pause)) {
            Patience.pause(pause);
            if (!component.isWanted()) {
                return;
            }
            try {
                component.revive();
                out.println("✔ " + component.name() + " is back");
                return;
            } catch (SandboxFailure e) {
                if (component.isWanted()) {
                    out.println("! " + e.getMessage());
                }
            }
        }
    }

    private static Duration longer(Duration pause) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
