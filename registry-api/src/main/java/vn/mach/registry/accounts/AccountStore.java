package vn.mach.registry.accounts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;

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

    /** Whether there is such an account. */
    boolean makePending(Handle tx, AccountId id, String verifier, Instant at) {
        return tx.createUpdate("""
                                UPDATE accounts SET state = 'pending', verifier = :verifier, rotated_at = :at
                                WHERE id = :id
                                """)
                        .bind("id", id.toString())
                        .bind("verifier", verifier)
                        .bind("at", at)
                        .execute()
                == 1;
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
        return tx.createQuery("SELECT * FROM accounts WHERE agency = :agency ORDER BY id")
                .bind("agency", agency.slug())
                .map((rs, ctx) -> account(rs))
                .list();
    }

    Optional<Account> find(Handle tx, AccountId id) {
        return tx.createQuery("SELECT * FROM accounts WHERE id = :id")
                .bind("id", id.toString())
                .map((rs, ctx) -> account(rs))
                .findOne();
    }

    /** The verifier of an account that is ready. */
    Optional<String> verifier(Handle tx, String id) {
        return tx.createQuery("SELECT verifier FROM accounts WHERE id = :id AND state = 'active'")
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    private static Account account(ResultSet rs) throws SQLException {
        var rotatedAt = rs.getObject("rotated_at", OffsetDateTime.class);
        return new Account(
                AccountId.parse(rs.getString("id")),
                rs.getString("state").equals("active"),
                rs.getObject("created_at", OffsetDateTime.class).toInstant(),
                rotatedAt == null ? null : rotatedAt.toInstant());
    }
}
