package vn.mach.registry.audit;

import java.time.Instant;
import java.util.Map;

/**
 * One act.
 *
 * @param action such as {@code grant.revoke}
 * @param object what it was done to
 * @param outcome {@code done}, or {@code refused:<code>}
 * @param details without secrets and without row content
 * @param prev the hash of the entry before; of the first: 128 zeros
 * @param hash SHA-512 of the entry's canonical JSON, in which {@code prev} stands
 */
public record AuditEntry(
        long seq,
        Instant at,
        Actor who,
        String action,
        String object,
        String outcome,
        Map<String, Object> details,
        String prev,
        String hash) {}
