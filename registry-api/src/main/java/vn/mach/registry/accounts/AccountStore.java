package vn.mach.registry.accounts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Page;

final class AccountStore {
    /** Whether the name was free. */
    boolean insertPending(Handle tx, AccountId id, String verifier, Instant at) {
        return tx.createUpdate("""
                                INSERT INTO accounts (id, agency, state, verifier, created_at)
                                VALUES (:id, :agency, 'pending', :verifier, :at)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", id.toString())
                        .bind("agency", id.agency().slug())
                        .bind("verifier", verifier)
                        .bind("at", at)
                        .execute()
                == 1;
    }

    /** Takes in a new secret, of which Kafka knows nothing yet. */
    void rotate(Handle tx, AccountId id, NextSecret next, String verifier, Instant at) {
        tx.createUpdate("""
                        UPDATE accounts SET state = 'pending', mechanism = :mechanism, verifier = :verifier,
                            made = array(SELECT DISTINCT unnest(made || ARRAY[:mechanism])),
                            previous_verifier = CASE WHEN :until::timestamptz IS NULL THEN NULL
                                WHEN :again THEN previous_verifier ELSE verifier END,
                            previous_until = :until::timestamptz, rotated_at = :at
                        WHERE id = :id
                        """)
                .bind("id", id.toString())
                .bind("mechanism", next.mechanism().mechanismName())
                .bind("verifier", verifier)
                .bind("until", next.until())
                .bind("again", next.again())
                .bind("at", at)
                .execute();
    }

    /** The verifier says which secret Kafka took: of two rotations at once only the matching one is ready. */
    void makeReady(Handle tx, AccountId id, String verifier) {
        tx.createUpdate("UPDATE accounts SET state = 'active' WHERE id = :id AND verifier = :verifier")
                .bind("id", id.toString())
                .bind("verifier", verifier)
                .execute();
    }

    List<Account> all(Handle tx) {
        return tx.createQuery("SELECT * FROM accounts ORDER BY id")
                .map((rs, ctx) -> account(rs))
                .list();
    }

    List<Account> of(Handle tx, AgencyId agency) {
        return of(tx, agency, Page.ALL);
    }

    List<Account> of(Handle tx, AgencyId agency, Page page) {
        return tx.createQuery("""
                        SELECT * FROM accounts
                        WHERE agency = :agency AND (CAST(:after AS text) IS NULL OR id > :after) ORDER BY id LIMIT :most
                        """)
                .bind("agency", agency.slug())
                .bind("after", page.after())
                .bind("most", page.most())
                .map((rs, ctx) -> account(rs))
                .list();
    }

    Optional<Account> find(Handle tx, AccountId id) {
        return tx.createQuery("SELECT * FROM accounts WHERE id = :id")
                .bind("id", id.toString())
                .map((rs, ctx) -> account(rs))
                .findOne();
    }

    /** Those of the secrets that are good now: one, two while they overlap, or none. */
    List<String> verifiers(Handle tx, AccountId id, Instant now) {
        return tx.createQuery("""
                        SELECT verifier FROM accounts WHERE id = :id AND state = 'active'
                        UNION ALL
                        SELECT previous_verifier FROM accounts WHERE id = :id
                            AND (state = 'pending' OR state = 'active' AND previous_until > :now)
                            AND previous_verifier IS NOT NULL
                        """)
                .bind("id", id.toString())
                .bind("now", now)
                .mapTo(String.class)
                .list();
    }

    void disable(Handle tx, AccountId id, Account.Disabler by) {
        tx.createUpdate("""
                        UPDATE accounts SET state = 'disabled', disabled_by = :by, previous_verifier = NULL,
                            previous_until = NULL
                        WHERE id = :id
                        """).bind("id", id.toString()).bind("by", by.code()).execute();
    }

    void enable(Handle tx, AccountId id) {
        tx.createUpdate("UPDATE accounts SET state = 'pending', disabled_by = NULL WHERE id = :id")
                .bind("id", id.toString())
                .execute();
    }

    /** Says that Kafka has no secret for these mechanisms any more. */
    void removed(Handle tx, AccountId id, Collection<ScramMechanism> mechanisms) {
        tx.createUpdate("""
                        UPDATE accounts SET made = array(SELECT unnest(made) EXCEPT SELECT unnest(:gone)),
                            previous_verifier = CASE WHEN mechanism = ANY (:gone) THEN previous_verifier END,
                            previous_until = CASE WHEN mechanism = ANY (:gone) THEN previous_until END
                        WHERE id = :id
                        """)
                .bind("id", id.toString())
                .bindArray(
                        "gone",
                        String.class,
                        mechanisms.stream().map(ScramMechanism::mechanismName).toList())
                .execute();
    }

    void setQuota(Handle tx, AccountId id, Quota quota) {
        tx.createUpdate("""
                        UPDATE accounts SET producer_byte_rate = :producer, consumer_byte_rate = :consumer,
                            request_percentage = :requests
                        WHERE id = :id
                        """)
                .bind("id", id.toString())
                .bind("producer", quota.producerByteRate())
                .bind("consumer", quota.consumerByteRate())
                .bind("requests", quota.requestPercentage())
                .execute();
    }

    void used(Handle tx, AccountId id, Instant at) {
        tx.createUpdate("UPDATE accounts SET last_used_at = :at WHERE id = :id")
                .bind("id", id.toString())
                .bind("at", at)
                .execute();
    }

    private static Account account(ResultSet rs) throws SQLException {
        var disabledBy = rs.getString("disabled_by");
        return new Account(
                AccountId.parse(rs.getString("id")),
                Account.State.of(rs.getString("state")),
                ScramMechanism.fromMechanismName(rs.getString("mechanism")),
                Stream.of((String[]) rs.getArray("made").getArray())
                        .map(ScramMechanism::fromMechanismName)
                        .collect(Collectors.toUnmodifiableSet()),
                instant(rs, "previous_until"),
                disabledBy == null ? null : Account.Disabler.of(disabledBy),
                quota(rs),
                rs.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(rs, "rotated_at"),
                instant(rs, "last_used_at"));
    }

    private static Quota quota(ResultSet rs) throws SQLException {
        long producer = rs.getLong("producer_byte_rate");
        return rs.wasNull()
                ? Quota.DEFAULT
                : new Quota(producer, rs.getLong("consumer_byte_rate"), rs.getDouble("request_percentage"));
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
