package vn.mach.sandbox.subscriber;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Operation;
import vn.mach.change.Position;

/**
 * One event as it was received.
 *
 * @param after the visible columns by name; null for a delete
 * @param receivedMicros when, microseconds since 1970 UTC, on the clock of {@code committedMicros}
 */
public record Seen(
        Map<String, Object> key,
        Operation operation,
        @Nullable Map<String, Object> after,
        Position position,
        boolean snapshot,
        long committedMicros,
        long receivedMicros) {

    public long latencyMicros() {
        return receivedMicros - committedMicros;
    }
}
