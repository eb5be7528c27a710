package vn.mach.registry.statistics;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Sums of totals. */
final class StatisticsQueries {
    /** By what transactions are summed, and what names it. */
    private static final Map<String, String> KEYS = Map.of(
            "all", "''",
            "grant", "g.id::text",
            "view", "g.view",
            "provider", "split_part(g.view, '.', 1)",
            "subscriber", "split_part(g.account, '.', 1)",
            "pair", "split_part(g.view, '.', 1) || ' ' || split_part(g.account, '.', 1)");

    /**
     * What a view came to.
     *
     * @param since when the step begins; null for the whole span
     */
    record Published(
            String view,
            @Nullable OffsetDateTime since,
            long created,
            long updated,
            long deleted,
            long read,
            long tombstones,
            long withheld,
            long suppressed,
            long failed,
            long bytes,
            List<Long> latency) {
        long events() {
            return created + updated + deleted + read;
        }
    }

    /**
     * Events that were delivered under grants.
     *
     * @param key what they were delivered for, by the question
     * @param yearBefore the same a year earlier; null where nothing is known
     */
    record Transactions(
            String key,
            @Nullable OffsetDateTime since,
            long events,
            @Nullable Long yearBefore) {}

    private static final String STEP = """
            date_trunc(nullif(:by::text, 'all'), %s, 'Asia/Ho_Chi_Minh')
            """;

    /** @param agencies whose views; null for everybody's */
    List<Published> published(Handle tx, Span span, String @Nullable [] agencies, @Nullable String view) {
        return tx.createQuery("""
                        WITH s AS (SELECT statistics.*, %s AS step FROM statistics
                            WHERE hour >= :from AND hour < :to
                              AND (:agencies::text[] IS NULL OR split_part(view, '.', 1) = ANY(:agencies))
                              AND (:view::text IS NULL OR view = :view)),
                        l AS (SELECT view, step, array_agg(n ORDER BY class) AS latency FROM (
                                SELECT view, step, class, sum(n)::bigint AS n
                                FROM s, unnest(latency) WITH ORDINALITY AS classes(n, class) GROUP BY 1, 2, 3) sums
                            GROUP BY 1, 2)
                        SELECT s.view, s.step, sum(created)::bigint AS created, sum(updated)::bigint AS updated,
                            sum(deleted)::bigint AS deleted, sum(read)::bigint AS read,
                            sum(tombstones)::bigint AS tombstones, sum(withheld)::bigint AS withheld,
                            sum(suppressed)::bigint AS suppressed, sum(failed)::bigint AS failed,
                            sum(bytes)::bigint AS bytes,
                            (SELECT l.latency FROM l WHERE l.view = s.view AND l.step IS NOT DISTINCT FROM s.step)
                                AS latency
                        FROM s GROUP BY s.view, s.step ORDER BY s.step NULLS FIRST, s.view
                        """.formatted(STEP.formatted("hour")))
                .bind("by", span.by().code())
                .bind("from", span.from())
                .bind("to", span.to())
                .bindByType("agencies", agencies, String[].class)
                .bind("view", view)
                .map((rs, ctx) -> published(rs))
                .list();
    }

    private static Published published(ResultSet rs) throws SQLException {
        return new Published(
                rs.getString("view"),
                rs.getObject("step", OffsetDateTime.class),
                rs.getLong("created"),
                rs.getLong("updated"),
                rs.getLong("deleted"),
                rs.getLong("read"),
                rs.getLong("tombstones"),
                rs.getLong("withheld"),
                rs.getLong("suppressed"),
                rs.getLong("failed"),
                rs.getLong("bytes"),
                longs(rs.getArray("latency")));
    }

    private static List<Long> longs(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((Long[]) array.getArray());
    }

    static boolean isKey(String of) {
        return KEYS.containsKey(of);
    }

    /** @param agencies that provide or receive; null for all */
    List<Transactions> transactions(Handle tx, Span span, String of, String @Nullable [] agencies) {
        return tx.createQuery(
                        """
                        WITH events AS (
                            SELECT view, hour, sum(created + updated + deleted + read) AS n
                            FROM statistics
                            WHERE hour >= :from::timestamptz - interval '1 year' AND hour < :to
                            GROUP BY 1, 2),
                        delivered AS (
                            SELECT %s AS key, hour, n FROM events
                            JOIN grants g ON g.view = events.view
                            JOIN grant_hours h ON h.grant_id = g.id AND hour BETWEEN first_hour AND last_hour
                            WHERE :agencies::text[] IS NULL OR split_part(g.view, '.', 1) = ANY(:agencies)
                                OR split_part(g.account, '.', 1) = ANY(:agencies)),
                        now AS (SELECT key, %s AS step, sum(n)::bigint AS n FROM delivered
                            WHERE hour >= :from GROUP BY 1, 2),
                        before AS (SELECT key, %s AS step, sum(n)::bigint AS n FROM delivered
                            WHERE hour < :to::timestamptz - interval '1 year' GROUP BY 1, 2)
                        SELECT now.key, now.step, now.n, before.n AS before
                        FROM now LEFT JOIN before ON before.key = now.key AND before.step IS NOT DISTINCT FROM now.step
                        ORDER BY now.step NULLS FIRST, now.n DESC, now.key
                        """.formatted(KEYS.get(of), STEP.formatted("hour"), STEP.formatted("hour + interval '1 year'")))
                .bind("by", span.by().code())
                .bind("from", span.from())
                .bind("to", span.to())
                .bindByType("agencies", agencies, String[].class)
                .map((rs, ctx) -> new Transactions(
                        rs.getString("key"),
                        rs.getObject("step", OffsetDateTime.class),
                        rs.getLong("n"),
                        rs.getObject("before", Long.class)))
                .list();
    }

    /** The day on which the first agency provided or received something; null before. */
    @Nullable
    LocalDate firstDay(Handle tx) {
        return tx.createQuery("SELECT min(first_hour) AS first FROM grant_hours")
                .map((rs, ctx) -> rs.getObject("first", OffsetDateTime.class))
                .findOne()
                .map(first -> first.atZoneSameInstant(Span.COUNTRY).toLocalDate())
                .orElse(null);
    }

    /** How many agencies provide or receive under a grant in force. */
    long connected(Handle tx) {
        return tx.createQuery("""
                        SELECT count(DISTINCT agency) FROM (
                            SELECT split_part(view, '.', 1) AS agency FROM grants WHERE state = 'active'
                            UNION SELECT split_part(account, '.', 1) FROM grants WHERE state = 'active') agencies
                        """).mapTo(Long.class).one();
    }
}
