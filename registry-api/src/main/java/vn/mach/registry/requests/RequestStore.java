package vn.mach.registry.requests;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;

final class RequestStore {
    void insert(Handle tx, AccessRequest request) {
        tx.createUpdate("""
                        INSERT INTO requests (id, view, account, purpose, legal_basis, valid_until, contact, state,
                                              submitted_by, submitted_at)
                        VALUES (:id, :view, :account, :purpose, :legalBasis, :until, :contact, :state,
                                :submittedBy, :submittedAt)
                        """)
                .bind("id", request.id())
                .bind("view", request.view().toString())
                .bind("account", request.account().toString())
                .bind("purpose", request.purpose())
                .bind("legalBasis", request.legalBasis())
                .bind("until", request.until())
                .bind("contact", request.contact())
                .bind("state", request.state().code())
                .bind("submittedBy", request.submittedBy())
                .bind("submittedAt", request.submittedAt())
                .execute();
    }

    void approvedByOwner(Handle tx, UUID id, RequestState state, String approver) {
        tx.createUpdate("UPDATE requests SET state = :state, owner_approver = :approver WHERE id = :id")
                .bind("id", id)
                .bind("state", state.code())
                .bind("approver", approver)
                .execute();
    }

    void approvedByOperator(Handle tx, UUID id, RequestState state, String approver, Instant at) {
        tx.createUpdate("""
                        UPDATE requests SET state = :state, operator_approver = :approver, decided_at = :at
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("state", state.code())
                .bind("approver", approver)
                .bind("at", at)
                .execute();
    }

    void ended(Handle tx, UUID id, RequestState state, String reason, Instant at) {
        tx.createUpdate("UPDATE requests SET state = :state, reason = :reason, decided_at = :at WHERE id = :id")
                .bind("id", id)
                .bind("state", state.code())
                .bind("reason", reason)
                .bind("at", at)
                .execute();
    }

    /** How many of the view are not decided. */
    int open(Handle tx, ViewId view) {
        return tx.createQuery(
                        "SELECT count(*) FROM requests WHERE view = :view AND state IN ('submitted', 'owner-approved')")
                .bind("view", view.toString())
                .mapTo(Integer.class)
                .one();
    }

    List<AccessRequest> all(Handle tx) {
        return tx.createQuery("SELECT * FROM requests ORDER BY submitted_at, id")
                .map((rs, ctx) -> request(rs))
                .list();
    }

    Optional<AccessRequest> find(Handle tx, UUID id) {
        return tx.createQuery("SELECT * FROM requests WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> request(rs))
                .findOne();
    }

    /** Holds the row until the transaction ends: two acts on one request come one after the other. */
    Optional<AccessRequest> lock(Handle tx, UUID id) {
        return tx.createQuery("SELECT * FROM requests WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map((rs, ctx) -> request(rs))
                .findOne();
    }

    private static AccessRequest request(ResultSet rs) throws SQLException {
        var decidedAt = rs.getObject("decided_at", OffsetDateTime.class);
        return new AccessRequest(
                rs.getObject("id", UUID.class),
                ViewId.parse(rs.getString("view")),
                AccountId.parse(rs.getString("account")),
                rs.getString("purpose"),
                rs.getString("legal_basis"),
                rs.getObject("valid_until", LocalDate.class),
                rs.getString("contact"),
                RequestState.of(rs.getString("state")),
                rs.getString("submitted_by"),
                rs.getObject("submitted_at", OffsetDateTime.class).toInstant(),
                rs.getString("owner_approver"),
                rs.getString("operator_approver"),
                rs.getString("reason"),
                decidedAt == null ? null : decidedAt.toInstant());
    }
}
