package vn.mach.registry.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;

/**
 * A service account of an agency.
 *
 * @param ready Kafka knows its secret; an account that a crash left unready is healed by rotating it
 */
public record Account(
        AccountId id,
        boolean ready,
        Instant createdAt,
        @Nullable Instant rotatedAt) {
    public String state() {
        return ready ? "active" : "pending";
    }
}
