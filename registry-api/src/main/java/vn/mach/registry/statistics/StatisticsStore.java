package vn.mach.registry.statistics;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import vn.mach.change.Statistics;
import vn.mach.naming.ViewId;

/** Totals as the router told them. */
final class StatisticsStore {
    /** What the router tells comes seconds later, so the end of a grant may have come before it. */
    private static final String GAVE_ACCESS =
            "(state IN ('active', 'suspending', 'revoking', 'expiring') OR ended_at >= :hour)";

    /** An hour in which a view published. */
    record ViewHour(ViewId view, long hour) {}

    /** Where to go on reading; 0 before the first. */
    long nextOffset(Handle tx) {
        return tx.createQuery("SELECT next_offset FROM statistics_read")
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    void nextOffset(Handle tx, long next) {
        tx.createUpdate("""
                        INSERT INTO statistics_read (next_offset) VALUES (:next)
                        ON CONFLICT (one) DO UPDATE SET next_offset = :next
                        """).bind("next", next).execute();
    }

    /** Totals replace older ones of the same hour; they never add. */
    void keep(Handle tx, Statistics told) {
        var published = told.published();
        tx.createUpdate("""
                        INSERT INTO statistics VALUES (:view, :hour, :partition, :created, :updated, :deleted, :read,
                            :tombstones, :withheld, :suppressed, :failed, :bytes, :latency, :at)
                        ON CONFLICT (view, hour, partition) DO UPDATE SET
                            created = excluded.created, updated = excluded.updated, deleted = excluded.deleted,
                            read = excluded.read, tombstones = excluded.tombstones, withheld = excluded.withheld,
                            suppressed = excluded.suppressed, failed = excluded.failed, bytes = excluded.bytes,
                            latency = excluded.latency, told_at = excluded.told_at
                        WHERE excluded.told_at >= statistics.told_at
                        """)
                .bind("view", told.view().toString())
                .bind("hour", Instant.ofEpochMilli(told.hour()))
                .bind("partition", told.partition())
                .bind("created", published.created())
                .bind("updated", published.updated())
                .bind("deleted", published.deleted())
                .bind("read", published.read())
                .bind("tombstones", published.tombstones())
                .bind("withheld", told.withheld())
                .bind("suppressed", told.suppressed())
                .bind("failed", told.failed())
                .bind("bytes", told.bytes())
                .bindArray("latency", Long.class, told.latency())
                .bind("at", Instant.ofEpochMilli(told.atMillis()))
                .execute();
    }

    /** The grants that give access to the view, or ended since the hour began, did so in this hour, unless they were given later. */
    void reached(Handle tx, ViewHour reached) {
        for (var statement : new String[] {"""
            UPDATE grant_hours SET last_hour = greatest(last_hour, :hour::timestamptz)
            FROM grants WHERE grants.id = grant_id AND grants.view = :view AND %s
                AND :hour::timestamptz BETWEEN first_hour AND last_hour + interval '1 hour'
            """, """
            INSERT INTO grant_hours (grant_id, first_hour, last_hour)
            SELECT id, :hour::timestamptz, :hour::timestamptz FROM grants
            WHERE view = :view AND %s AND granted_at < :hour::timestamptz + interval '1 hour'
                AND NOT EXISTS (
                    SELECT FROM grant_hours WHERE grant_id = grants.id AND :hour::timestamptz BETWEEN first_hour AND last_hour)
            ON CONFLICT DO NOTHING
            """}) {
            tx.createUpdate(statement.formatted(GAVE_ACCESS))
                    .bind("view", reached.view().toString())
                    .bind("hour", Instant.ofEpochMilli(reached.hour()))
                    .execute();
        }
    }
}
