package vn.mach.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import vn.mach.registry.json.Json;

/** What was answered under which key. */
final class IdempotencyStore {
    /**
     * @param last whether nothing is left to do
     * @param now whether this call did it
     */
    record Kept(Answer answer, boolean last, boolean now) {}

    private IdempotencyStore() {}

    /** Forgets this key if it is old, and some of the other old ones that nobody else is forgetting. */
    static void forget(Handle tx, IdempotencyKey key, Instant before) {
        tx.createUpdate("""
                        DELETE FROM idempotency
                        WHERE at < :before AND subject = :subject AND agency = :agency AND key = :key
                        """).bindMap(key.columns()).bind("before", before).execute();
        tx.createUpdate("""
                        DELETE FROM idempotency WHERE (subject, agency, key) IN (
                            SELECT subject, agency, key FROM idempotency WHERE at < :before
                            LIMIT 100 FOR UPDATE SKIP LOCKED)
                        """).bind("before", before).execute();
    }

    /** Whether the key is new; waits for whoever is using it now. */
    static boolean claim(Handle tx, IdempotencyKey key, Instant at) {
        return tx.createUpdate("""
                                INSERT INTO idempotency (subject, agency, key, request, at)
                                VALUES (:subject, :agency, :key, :request, :at) ON CONFLICT DO NOTHING
                                """).bindMap(key.columns()).bind("at", at).execute() == 1;
    }

    static boolean keep(Handle tx, IdempotencyKey key, Answer answer, boolean last) {
        return tx.createUpdate("""
                                UPDATE idempotency SET status = :status, version = :version, body = :body, final = :final
                                WHERE subject = :subject AND agency = :agency AND key = :key
                                """)
                        .bindMap(key.columns())
                        .bind("status", answer.status())
                        .bind("version", answer.version())
                        .bind("body", answer.body().toString())
                        .bind("final", last)
                        .execute()
                == 1;
    }

    /** The answer under the key; refused if it was given to another request. */
    static Kept answered(Handle tx, IdempotencyKey key) {
        return tx.createQuery("SELECT * FROM idempotency WHERE subject = :subject AND agency = :agency AND key = :key")
                .bindMap(key.columns())
                .map((rs, ctx) -> {
                    if (!rs.getString("request").equals(key.request())) {
                        throw new Refusal.KeyReused(
                                "this Idempotency-Key was used for another request: take a new one for each act");
                    }
                    var body = (ObjectNode) Json.tree(rs.getString("body"));
                    return new Kept(
                            new Answer(rs.getInt("status"), body, rs.getLong("version")),
                            rs.getBoolean("final"),
                            false);
                })
                .one();
    }
}
