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
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Role;
import vn.mach.registry.json.Json;

final class RequestStore {
    void insert(Handle tx, AccessRequest request) {
        tx.createUpdate("""
                        INSERT INTO requests (id, dataset, view, wanted, renews, account, purpose, legal_basis, valid_until,
                                              contact, state, submitted_by, submitted_at, due_at)
                        VALUES (:id, :dataset, :view, CAST(:wanted AS jsonb), :renews, :account, :purpose, :legalBasis,
                                :until, :contact, :state, :submittedBy, :submittedAt, :dueAt)
                        """)
                .bind("id", request.id())
                .bind("dataset", request.dataset().toString())
                .bind("view", text(request.view()))
                .bind("wanted", request.wanted() == null ? null : Json.text(request.wanted()))
                .bind("renews", request.renews())
                .bind("account", request.account().toString())
                .bind("purpose", request.purpose())
                .bind("legalBasis", request.legalBasis())
                .bind("until", request.until())
                .bind("contact", request.contact())
                .bind("state", request.state().code())
                .bind("submittedBy", request.submittedBy())
                .bind("submittedAt", request.submittedAt())
                .bind("dueAt", request.dueAt())
                .execute();
    }

    private static @Nullable String text(@Nullable ViewId view) {
        return view == null ? null : view.toString();
    }

    void approvedByOwner(Handle tx, UUID id, RequestState state, String approver, ViewId view) {
        tx.createUpdate("UPDATE requests SET state = :state, owner_approver = :approver, view = :view WHERE id = :id")
                .bind("id", id)
                .bind("state", state.code())
                .bind("approver", approver)
                .bind("view", view.toString())
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

    /** Of each owner, in the order of their names. Withdrawn requests were not decided by anybody. */
    List<RequestFigures> figures(Handle tx, Instant now) {
        return tx.createQuery("""
                        WITH timed AS (
                            SELECT d.agency, r.state, r.due_at,
                                   extract(epoch FROM r.decided_at - r.submitted_at) / 3600.0 AS hours
                            FROM requests r JOIN datasets d ON d.id = r.dataset)
                        SELECT agency,
                               count(*) FILTER (WHERE state IN ('submitted', 'owner-approved')) AS open,
                               count(*) FILTER (WHERE state IN ('submitted', 'owner-approved') AND due_at < :now) AS overdue,
                               count(*) FILTER (WHERE state IN ('approved', 'rejected')) AS decided,
                               percentile_cont(0.5) WITHIN GROUP (ORDER BY hours)
                                   FILTER (WHERE state IN ('approved', 'rejected')) AS median,
                               percentile_cont(0.9) WITHIN GROUP (ORDER BY hours)
                                   FILTER (WHERE state IN ('approved', 'rejected')) AS p90
                        FROM timed GROUP BY agency ORDER BY agency
                        """)
                .bind("now", now)
                .map((rs, ctx) -> new RequestFigures(
                        rs.getString("agency"),
                        rs.getInt("open"),
                        rs.getInt("overdue"),
                        rs.getInt("decided"),
                        hours(rs, "median"),
                        hours(rs, "p90")))
                .list();
    }

    private static @Nullable Double hours(ResultSet rs, String column) throws SQLException {
        var hours = rs.getObject(column, Double.class);
        return hours == null ? null : Math.round(hours * 100) / 100.0;
    }

    /** Those of and to an agency of the caller's. */
    List<AccessRequest> visible(Handle tx, Caller caller, Page page) {
        return tx.createQuery("""
                        SELECT * FROM requests
                        WHERE (:all OR account IN (SELECT id FROM accounts WHERE agency = ANY(:agencies))
                               OR dataset IN (SELECT id FROM datasets WHERE agency = ANY(:agencies)))
                          AND (CAST(:after AS uuid) IS NULL OR (submitted_at, id) >
                               (SELECT submitted_at, id FROM requests WHERE id = CAST(:after AS uuid)))
                        ORDER BY submitted_at, id LIMIT :most
                        """)
                .bind("all", caller.is(Role.OPERATOR))
                .bindArray("agencies", String.class, (Object[]) caller.agencies())
                .bind("after", page.afterId())
                .bind("most", page.most())
                .map((rs, ctx) -> request(rs))
                .list();
    }

    Optional<AccessRequest> find(Handle tx, UUID id) {
        return first(tx.createQuery("SELECT * FROM requests WHERE id = :id"), id);
    }

    /** Holds the row until the transaction ends: two acts on one request come one after the other. */
    Optional<AccessRequest> lock(Handle tx, UUID id) {
        return first(tx.createQuery("SELECT * FROM requests WHERE id = :id FOR UPDATE"), id);
    }

    private static Optional<AccessRequest> first(Query query, UUID id) {
        return query.bind("id", id).map((rs, ctx) -> request(rs)).findOne();
    }

    private static AccessRequest request(ResultSet rs) throws SQLException {
        var view = rs.getString("view");
        var wanted = rs.getString("wanted");
        var decidedAt = rs.getObject("decided_at", OffsetDateTime.class);
        return new AccessRequest(
                rs.getObject("id", UUID.class),
                DatasetId.parse(rs.getString("dataset")),
                view == null ? null : ViewId.parse(view),
                wanted == null ? null : Json.parse(wanted, WantedView.class),
                rs.getObject("renews", UUID.class),
                AccountId.parse(rs.getString("account")),
                rs.getString("purpose"),
                rs.getString("legal_basis"),
                rs.getObject("valid_until", LocalDate.class),
                rs.getString("contact"),
                RequestState.of(rs.getString("state")),
                rs.getString("submitted_by"),
                rs.getObject("submitted_at", OffsetDateTime.class).toInstant(),
                rs.getObject("due_at", OffsetDateTime.class).toInstant(),
                rs.getString("owner_approver"),
                rs.getString("operator_approver"),
                rs.getString("reason"),
                decidedAt == null ? null : decidedAt.toInstant(),
                rs.getLong("version"));
    }
}
