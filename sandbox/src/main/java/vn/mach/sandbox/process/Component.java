package vn.mach.sandbox.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.SandboxFailure;

/**
 * One child process that can be killed and started again. After {@link #kill9} or {@link #stop} it stays down until
 * {@link #restart}; when it dies by itself its {@link Supervisor} brings it back.
 */
public final class Component {
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** A session of its own, or Ctrl-C on the terminal would end all children at once and in no order. */
    private static final List<String> OWN_SESSION =
            new File("/usr/bin/setsid").canExecute() ? List.of("/usr/bin/setsid") : List.of();

    private final Launch launch;
    private final Path log;
    private final PidRegistry pids;
    private final Consumer<Component> died;
    private volatile boolean wanted;
    private volatile boolean ready;
    private volatile @Nullable Process process;

    Component(Launch launch, Path log, PidRegistry pids, Consumer<Component> died) {
        this.launch = launch;
        this.log = log;
        this.pids = pids;
        this.died = died;
    }

    public String name() {
        return launch.name();
    }

    /** Standard output and standard error of every start, one after the other. */
    public Path log() {
        return log;
    }

    public boolean isAlive() {
        var running = process;
        return running != null && running.isAlive();
    }

    /** Alive, and it has said so since its last start. */
    public boolean isReady() {
        return ready && isAlive();
    }

    public long pid() {
        return running().pid();
    }

    /** Starts it and waits until it is ready; a process that ends before is a failure that carries its last words. */
    public void start() {
        want();
        revive();
    }

    /** SIGKILL, nothing tidied; it stays down until {@link #restart}. */
    public void kill9() {
        var unused = unwanted();
        end(running(), Process::destroyForcibly, GRACE);
    }

    /** Asks it to end and kills it if it has not after ten seconds. Nothing happens if it is down. */
    public void stop() {
        var running = unwanted();
        if (running == null) {
            return;
        }
        if (running.isAlive() && !end(running, it -> launch.stopSignal().send(it.toHandle()), GRACE)) {
            end(running, Process::destroyForcibly, GRACE);
        }
        pids.forget(name());
    }

    /** Stops it if it runs, and starts it. */
    public void restart() {
        stop();
        start();
    }

    /** SIGSTOP: it lives, holds its connections, and does nothing. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT after {@link #freeze}. */
    public void thaw() {
        signal("CONT");
    }

    /** From now on it may be started, and its death is none that was wished for. */
    synchronized void want() {
        wanted = true;
    }

    boolean isWanted() {
        return wanted;
    }

    /** As {@link #start}, unless somebody has stopped it meanwhile. */
    void revive() {
        var tail = LogTail.begin(log);
        var started = spawn();
        var inTime =
                Patience.until(() -> !started.isAlive() || launch.readiness().holds(tail), launch.patience());
        if (!wanted) {
            throw stopped();
        }
        if (!started.isAlive()) {
            throw SandboxFailure.broken(name() + " ended with code " + started.exitValue() + " before it was ready: "
                    + tail.lastError() + " (log: " + log + ")");
        }
        if (!inTime) {
            end(started, Process::destroyForcibly, GRACE);
            throw SandboxFailure.broken(name() + " was not ready after "
                    + launch.patience().toSeconds() + " s: " + tail.lastError() + " (log: " + log + ")");
        }
        ready = true;
        if (!started.isAlive()) {
            ended(started); // between the last look and the flag
        }
    }

    private synchronized Process spawn() {
        if (!wanted) {
            throw stopped();
        }
        if (isAlive()) {
            throw new IllegalStateException(name() + " is already running");
        }
        ready = false;
        var command = new ArrayList<>(OWN_SESSION);
        command.addAll(launch.command());
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.appendTo(log.toFile()));
            launch.secrets().forEach((variable, secret) -> builder.environment().put(variable, secret.value()));
            var started = builder.start();
            process = started;
            pids.record(name(), started.toHandle());
            var unused = started.onExit().thenAccept(this::ended);
            return started;
        } catch (IOException e) {
            throw SandboxFailure.broken(name() + " cannot be started", e);
        }
    }

    private SandboxFailure stopped() {
        return SandboxFailure.broken(name() + " was stopped while it was being started");
    }

    /** Its end may be heard of only after it is wanted again. */
    private synchronized @Nullable Process unwanted() {
        wanted = false;
        ready = false;
        return process;
    }

    private void ended(Process which) {
        if (which.equals(process) && wanted && ready) {
            died.accept(this);
        }
    }

    private Process running() {
        var running = process;
        if (running == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        return running;
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw SandboxFailure.broken(name() + " cannot be signalled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean end(Process process, Consumer<Process> how, Duration grace) {
        how.accept(process);
        try {
            return process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Whether the component's log holds the text, since ever. */
    public boolean logged(String text) {
        try (var lines = Files.lines(log)) {
            return lines.anyMatch(line -> line.contains(text));
        } catch (IOException e) {
            throw SandboxFailure.broken(log + " cannot be read", e);
        }
    }
}
