package vn.mach.registry.grants;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;

final class GrantStore {
    /** Whether the view (sealed) or the pair of view and account (shared) had no grant in force. */
    boolean insert(Handle tx, Grant grant) {
        return tx.createUpdate("""
                                INSERT INTO grants (id, request, view, sealed, account, valid_until, state, granted_at)
                                VALUES (:id, :request, :view, :sealed, :account, :until, 'active', :grantedAt)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", grant.id())
                        .bind("request", grant.request())
                        .bind("view", grant.view().toString())
                        .bind("sealed", grant.sealed())
                        .bind("account", grant.account().toString())
                        .bind("until", grant.until())
                        .bind("grantedAt", grant.grantedAt())
                        .execute()
                == 1;
    }

    /** Whether it was active. */
    boolean beginEnding(Handle tx, UUID id, Grant.State ending, String reason) {
        return tx.createUpdate("""
                                UPDATE grants SET state = 'revoking', ending = :ending, reason = :reason
                                WHERE id = :id AND state = 'active'
                                """)
                        .bind("id", id)
                        .bind("ending", ending.code())
                        .bind("reason", reason)
                        .execute()
                == 1;
    }

    /** Whether it was being ended: of two who finish, one did. */
    boolean finish(Handle tx, UUID id, Instant at) {
        return tx.createUpdate("UPDATE grants SET state = ending, ended_at = :at WHERE id = :id AND state = 'revoking'")
                        .bind("id", id)
                        .bind("at", at)
                        .execute()
                == 1;
    }

    Optional<Grant> find(Handle tx, UUID id) {
        return tx.createQuery("SELECT * FROM grants WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> grant(rs))
                .findOne();
    }

    Optional<Grant> ofRequest(Handle tx, UUID request) {
        return tx.createQuery("SELECT * FROM grants WHERE request = :request")
                .bind("request", request)
                .map((rs, ctx) -> grant(rs))
                .findOne();
    }

    List<Grant> all(Handle tx) {
        return tx.createQuery("SELECT * FROM grants ORDER BY granted_at, id")
                .map((rs, ctx) -> grant(rs))
                .list();
    }

    int readers(Handle tx, ViewId view) {
        return tx.createQuery("SELECT count(*) FROM grants WHERE view = :view AND state IN ('active', 'revoking')")
                .bind("view", view.toString())
                .mapTo(Integer.class)
                .one();
    }

    List<Grant> inState(Handle tx, Grant.State state) {
        return tx.createQuery("SELECT * FROM grants WHERE state = :state ORDER BY granted_at, id")
                .bind("state", state.code())
                .map((rs, ctx) -> grant(rs))
                .list();
    }

    List<Grant> lapsed(Handle tx, LocalDate today) {
        return tx.createQuery("SELECT * FROM grants WHERE state = 'active' AND valid_until < :today")
                .bind("today", today)
                .map((rs, ctx) -> grant(rs))
                .list();
    }

    List<ViewId> activeViews(Handle tx, AccountId account) {
        return tx.createQuery("SELECT view FROM grants WHERE account = :account AND state = 'active'")
                .bind("account", account.toString())
                .mapTo(String.class)
                .map(ViewId::parse)
                .list();
    }

    private static Grant grant(ResultSet rs) throws SQLException {
        var ending = rs.getString("ending");
        return new Grant(
                rs.getObject("id", UUID.class),
                rs.getObject("request", UUID.class),
                ViewId.parse(rs.getString("view")),
                rs.getBoolean("sealed"),
                AccountId.parse(rs.getString("account")),
                rs.getObject("valid_until", LocalDate.class),
                Grant.State.of(rs.getString("state")),
                ending == null ? null : Grant.State.of(ending),
                rs.getString("reason"),
                rs.getObject("granted_at", OffsetDateTime.class).toInstant(),
                instant(rs, "ended_at"));
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
