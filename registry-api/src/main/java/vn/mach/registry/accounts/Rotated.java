package vn.mach.registry.accounts;

import java.time.Instant;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;

/**
 * A new secret, shown once.
 *
 * @param mechanism to log in by with it
 * @param previousUntil until when the one before is good too
 */
record Rotated(
        Secret secret, ScramMechanism mechanism, @Nullable Instant previousUntil) {}
