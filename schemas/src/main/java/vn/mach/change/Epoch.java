package vn.mach.change;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first part of a {@link Position}: minutes since the beginning of 2025 at the moment a dataset's history begins. So
 * it grows from one agent, or database cluster, to the next, though they know nothing of each other. Within a history it
 * is kept as it was stored, whatever the clock says.
 */
public final class Epoch {
    private static final Instant ZERO = Instant.parse("2025-01-01T00:00:00Z");

    private Epoch() {}

    /**
     * Of a history that begins now.
     *
     * @param last of the history before, as far as it is known: the new one is greater even if the clock went back
     */
    public static int next(@Nullable Integer last, Instant now) {
        int minutes = Math.max(1, Math.toIntExact(Duration.between(ZERO, now).toMinutes()));
        return last == null ? minutes : Math.max(Math.addExact(last, 1), minutes);
    }
}
