package vn.mach.sandbox;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import vn.mach.sandbox.host.SandboxFailure;

/** The start sequence as its user sees it: steps may run side by side, their lines come in order. */
final class Steps {
    private final PrintStream out;
    private final Instant began = Instant.now();

    Steps(PrintStream out) {
        this.out = out;
    }

    /** A step that has begun. */
    record Step<T>(String name, CompletableFuture<Done<T>> work) {}

    private record Done<T>(T result, Duration took) {}

    <T> Step<T> begin(String name, Supplier<T> work) {
        var future = new CompletableFuture<Done<T>>();
        var thread = new Thread(() -> run(work, future), "start-" + name);
        thread.setDaemon(true);
        thread.start();
        return new Step<>(name, future);
    }

    /** Waits for the step and prints its line. */
    <T> T finish(Step<T> step, Function<T, String> detail) {
        try {
            var done = step.work().join();
            out.printf(
                    Locale.ROOT,
                    "✔ %-26s %5.1f s  %s%n",
                    step.name(),
                    done.took().toMillis() / 1000.0,
                    detail.apply(done.result()));
            return done.result();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SandboxFailure failure
                    ? failure
                    : SandboxFailure.broken(step.name() + " did not start", e.getCause() == null ? e : e.getCause());
        }
    }

    <T> T run(String name, Supplier<T> work, Function<T, String> detail) {
        return finish(begin(name, work), detail);
    }

    void ready() {
        var took = Duration.between(began, Instant.now()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "  ready after %.1f s%n", took);
    }

    private static <T> void run(Supplier<T> work, CompletableFuture<Done<T>> future) {
        var start = Instant.now();
        try {
            var result = work.get();
            future.complete(new Done<>(result, Duration.between(start, Instant.now())));
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
        }
    }
}
