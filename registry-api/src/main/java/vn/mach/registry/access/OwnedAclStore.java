package vn.mach.registry.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jdbi.v3.core.Handle;

/** The bindings this registry made, or was about to make when it crashed. */
final class OwnedAclStore {
    void add(Handle tx, Collection<AclBinding> bindings) {
        each(tx, bindings, """
                INSERT INTO owned_acl (principal, resource_type, pattern, resource, operation)
                VALUES (:principal, :type, :pattern, :resource, :operation)
                ON CONFLICT (principal, resource_type, pattern, resource, operation) DO UPDATE SET asked_at = now()
                """);
    }

    /**
     * Forgets those which no request that Kafka still works on can bring back: a broker holds a request at most as long as
     * its own timeout, 30 s unless changed. A younger one stays owned, to be deleted again.
     */
    void removeSettled(Handle tx, Collection<AclBinding> bindings) {
        each(tx, bindings, """
                DELETE FROM owned_acl
                WHERE principal = :principal AND resource_type = :type AND pattern = :pattern
                  AND resource = :resource AND operation = :operation AND asked_at < now() - interval '2 minutes'
                """);
    }

    private static void each(Handle tx, Collection<AclBinding> bindings, String sql) {
        if (bindings.isEmpty()) {
            return;
        }
        var batch = tx.prepareBatch(sql);
        for (var binding : bindings) {
            batch.bind("principal", binding.entry().principal())
                    .bind("type", binding.pattern().resourceType().name())
                    .bind("pattern", binding.pattern().patternType().name())
                    .bind("resource", binding.pattern().name())
                    .bind("operation", binding.entry().operation().name())
                    .add();
        }
        batch.execute();
    }

    Set<AclBinding> all(Handle tx) {
        return new HashSet<>(tx.createQuery("SELECT * FROM owned_acl")
                .map((rs, ctx) -> binding(rs))
                .list());
    }

    private static AclBinding binding(ResultSet rs) throws SQLException {
        return AclRules.allow(
                rs.getString("principal"),
                new ResourcePattern(
                        ResourceType.valueOf(rs.getString("resource_type")),
                        rs.getString("resource"),
                        PatternType.valueOf(rs.getString("pattern"))),
                AclOperation.valueOf(rs.getString("operation")));
    }
}
