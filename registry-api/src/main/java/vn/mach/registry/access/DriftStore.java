package vn.mach.registry.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What drifted, and since when it has been seen. */
final class DriftStore {
    record Known(Drift drift, Instant since) {}

    /** Takes in what there is now; what is gone is forgotten. Answers what is new. */
    Set<Drift> replace(Handle tx, Set<Drift> now, Instant at) {
        var fresh = new HashSet<>(now);
        var gone = new HashSet<Drift>();
        for (var known : all(tx)) {
            if (!fresh.remove(known.drift())) {
                gone.add(known.drift());
            }
        }
        each(tx, gone, at, """
                DELETE FROM drift
                WHERE kind = :kind AND subject = :subject AND detail = :detail AND since <= :at
                """);
        each(tx, fresh, at, """
                INSERT INTO drift (kind, subject, detail, since) VALUES (:kind, :subject, :detail, :at)
                ON CONFLICT DO NOTHING
                """);
        return fresh;
    }

    private static void each(Handle tx, Collection<Drift> drift, Instant at, String sql) {
        if (drift.isEmpty()) {
            return;
        }
        var batch = tx.prepareBatch(sql);
        drift.forEach(it -> batch.bind("kind", it.kind())
                .bind("subject", it.subject())
                .bind("detail", it.detail())
                .bind("at", at)
                .add());
        batch.execute();
    }

    List<Known> all(Handle tx) {
        return tx.createQuery("SELECT * FROM drift ORDER BY since, kind, subject, detail")
                .map((rs, ctx) -> new Known(
                        new Drift(rs.getString("kind"), rs.getString("subject"), rs.getString("detail")),
                        rs.getObject("since", OffsetDateTime.class).toInstant()))
                .list();
    }
}
