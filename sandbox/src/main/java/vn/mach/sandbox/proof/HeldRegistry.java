package vn.mach.sandbox.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.ApiRefusal;

/** The registry's process, held at a step of an act and killed there with SIGKILL. */
final class HeldRegistry {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Sandbox sandbox;
    private final Path armed;
    private final Path reached;

    HeldRegistry(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.armed = sandbox.failPoint();
        this.reached = Path.of(armed + ".reached");
    }

    /** Kills the process when it is about to do the next thing after {@code step}; answers whether it came that far. */
    boolean killAt(String step, Runnable act) {
        arm(step);
        var asking = ask(act);
        boolean held = Patience.until(() -> Files.exists(reached), PATIENCE);
        kill(asking);
        return held;
    }

    /** Kills the process so long after the act was asked for, wherever it is then. */
    void killAfter(Duration delay, Runnable act) {
        var asking = ask(act);
        Patience.pause(delay);
        kill(asking);
    }

    private void kill(Thread asking) {
        sandbox.registry().kill9();
        disarm();
        try {
            asking.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever asked gets no answer, as is right: the process is gone. */
    private static Thread ask(Runnable act) {
        var thread = new Thread(
                () -> {
                    try {
                        act.run();
                    } catch (ApiRefusal e) {
                        return;
                    }
                },
                "act");
        thread.start();
        return thread;
    }

    private void arm(String step) {
        try {
            disarm();
            var draft = Files.writeString(Path.of(armed + ".draft"), step);
            Files.move(draft, armed, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void disarm() {
        try {
            Files.deleteIfExists(armed);
            Files.deleteIfExists(reached);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
