package vn.mach.registry.audit;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import vn.mach.registry.json.Json;

/** The table of the chain. */
final class AuditStore {
    /** Any constant: the lock under which the chain grows, held until the act commits. */
    private static final long CHAIN_LOCK = 0x6d616368_61756474L;

    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};

    void lockChain(Handle tx) {
        tx.createQuery("SELECT pg_advisory_xact_lock(:lock)")
                .bind("lock", CHAIN_LOCK)
                .map((rs, ctx) -> 1)
                .one();
    }

    Optional<AuditEntry> last(Handle tx) {
        return latest(tx, 1).stream().findFirst();
    }

    void append(Handle tx, AuditEntry entry) {
        tx.createUpdate("""
                        INSERT INTO audit (seq, at, subject, agency, action, object, outcome, details, prev, hash)
                        VALUES (:seq, :at, :subject, :agency, :action, :object, :outcome, :details, :prev, :hash)
                        """)
                .bind("seq", entry.seq())
                .bind("at", entry.at())
                .bind("subject", entry.who().subject())
                .bind("agency", entry.who().agency())
                .bind("action", entry.action())
                .bind("object", entry.object())
                .bind("outcome", entry.outcome())
                .bind("details", Json.text(entry.details()))
                .bind("prev", entry.prev())
                .bind("hash", entry.hash())
                .execute();
    }

    List<AuditEntry> latest(Handle tx, int limit) {
        return tx.createQuery("SELECT * FROM audit ORDER BY seq DESC LIMIT :limit")
                .bind("limit", limit)
                .map((rs, ctx) -> entry(rs))
                .list();
    }

    /** The newest first; of the search a null asks for nothing. */
    List<AuditEntry> found(Handle tx, AuditSearch search) {
        return tx.createQuery("""
                        SELECT * FROM audit
                        WHERE (:before::bigint IS NULL OR seq < :before)
                          AND (:subject::text IS NULL OR subject = :subject)
                          AND (:agency::text IS NULL OR agency = :agency)
                          AND (:action::text IS NULL OR action = :action OR starts_with(action, :action || '.'))
                          AND (:object::text IS NULL OR object = :object)
                          AND (:outcome::text IS NULL OR outcome = :outcome OR starts_with(outcome, :outcome || ':'))
                          AND (:from::timestamptz IS NULL OR at >= :from)
                          AND (:to::timestamptz IS NULL OR at < :to)
                        ORDER BY seq DESC LIMIT :limit
                        """)
                .bind("before", search.before())
                .bind("subject", search.subject())
                .bind("agency", search.agency())
                .bind("action", search.action())
                .bind("object", search.object())
                .bind("outcome", search.outcome())
                .bind("from", search.from())
                .bind("to", search.to())
                .bind("limit", search.limit())
                .map((rs, ctx) -> entry(rs))
                .list();
    }

    List<AuditEntry> after(Handle tx, long seq, int limit) {
        return tx.createQuery("SELECT * FROM audit WHERE seq > :seq ORDER BY seq LIMIT :limit")
                .bind("seq", seq)
                .bind("limit", limit)
                .map((rs, ctx) -> entry(rs))
                .list();
    }

    private static AuditEntry entry(ResultSet rs) throws SQLException {
        return new AuditEntry(
                rs.getLong("seq"),
                rs.getObject("at", OffsetDateTime.class).toInstant(),
                new Actor(rs.getString("subject"), rs.getString("agency")),
                rs.getString("action"),
                rs.getString("object"),
                rs.getString("outcome"),
                Json.parse(rs.getString("details"), DETAILS),
                rs.getString("prev"),
                rs.getString("hash"));
    }
}
