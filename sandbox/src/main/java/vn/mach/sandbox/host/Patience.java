package vn.mach.sandbox.host;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The one place that polls. */
public final class Patience {
    private static final Duration STEP = Duration.ofMillis(25);

    private Patience() {}

    /** Whether the condition came to hold in time. */
    public static boolean until(BooleanSupplier condition, Duration limit) {
        var end = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            pause(STEP);
        }
        return true;
    }

    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxFailure.broken("Interrupted while waiting", e);
        }
    }
}
