package vn.mach.registry.grants;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Role;

final class GrantStore {
    private static final String IN_FORCE = " state NOT IN ('revoked', 'expired') ";

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

    /** Moves a grant on whose row the caller holds. */
    void move(Handle tx, UUID id, GrantState to, @Nullable String reason) {
        tx.createUpdate("UPDATE grants SET state = :to, reason = :reason, suspends_at = NULL WHERE id = :id")
                .bind("id", id)
                .bind("to", to.code())
                .bind("reason", reason)
                .execute();
    }

    /** Whether it was still as {@code from} says: of two who finish, one did. */
    boolean finish(Handle tx, UUID id, GrantState from, GrantState to, Instant at) {
        return tx.createUpdate("""
                                UPDATE grants SET state = :to, ended_at = :at
                                WHERE id = :id AND state = :from
                                """)
                        .bind("id", id)
                        .bind("from", from.code())
                        .bind("to", to.code())
                        .bind("at", to == GrantState.SUSPENDED ? null : at)
                        .execute()
                == 1;
    }

    void announce(Handle tx, UUID id, @Nullable Instant suspendsAt, @Nullable String reason) {
        tx.createUpdate("UPDATE grants SET suspends_at = :at, reason = :reason WHERE id = :id")
                .bind("id", id)
                .bind("at", suspendsAt)
                .bind("reason", reason)
                .execute();
    }

    void renew(Handle tx, UUID id, LocalDate until) {
        tx.createUpdate("UPDATE grants SET valid_until = :until WHERE id = :id")
                .bind("id", id)
                .bind("until", until)
                .execute();
    }

    void certify(Handle tx, UUID id, String by, Instant at) {
        tx.createUpdate("UPDATE grants SET certified_by = :by, certified_at = :at WHERE id = :id")
                .bind("id", id)
                .bind("by", by)
                .bind("at", at)
                .execute();
    }

    Optional<Grant> find(Handle tx, UUID id) {
        return first(tx.createQuery("SELECT * FROM grants WHERE id = :id").bind("id", id));
    }

    /** Holds the row until the transaction ends: two acts on one grant come one after the other. */
    Optional<Grant> lock(Handle tx, UUID id) {
        return first(
                tx.createQuery("SELECT * FROM grants WHERE id = :id FOR UPDATE").bind("id", id));
    }

    Optional<Grant> ofRequest(Handle tx, UUID request) {
        return first(
                tx.createQuery("SELECT * FROM grants WHERE request = :request").bind("request", request));
    }

    List<Grant> all(Handle tx) {
        return list(tx.createQuery("SELECT * FROM grants ORDER BY granted_at, id"));
    }

    /** Those of and to an agency of the caller's. */
    List<Grant> visible(Handle tx, Caller caller, Page page) {
        return list(tx.createQuery("""
                        SELECT * FROM grants
                        WHERE (:all OR account IN (SELECT id FROM accounts WHERE agency = ANY(:agencies))
                               OR view IN (SELECT v.id FROM views v JOIN datasets d ON d.id = v.dataset
                                           WHERE d.agency = ANY(:agencies)))
                          AND (CAST(:after AS uuid) IS NULL OR (granted_at, id) >
                               (SELECT granted_at, id FROM grants WHERE id = CAST(:after AS uuid)))
                        ORDER BY granted_at, id LIMIT :most
                        """)
                .bind("all", caller.is(Role.OPERATOR))
                .bindArray("agencies", String.class, (Object[]) caller.agencies())
                .bind("after", page.afterId())
                .bind("most", page.most()));
    }

    /** A state without a grant stands there with none: a figure that is absent is no figure. */
    Map<String, Integer> byState(Handle tx) {
        var counts = new TreeMap<String, Integer>();
        Stream.of(GrantState.values()).forEach(state -> counts.put(state.code(), 0));
        tx.createQuery("SELECT state, count(*) AS n FROM grants GROUP BY state")
                .map((rs, ctx) -> Map.entry(rs.getString("state"), rs.getInt("n")))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    int readers(Handle tx, ViewId view) {
        return tx.createQuery("SELECT count(*) FROM grants WHERE view = :view AND" + IN_FORCE)
                .bind("view", view.toString())
                .mapTo(Integer.class)
                .one();
    }

    /** Those that let somebody read the view, or will again. */
    List<Grant> ofView(Handle tx, ViewId view) {
        return list(tx.createQuery("SELECT * FROM grants WHERE view = :view AND" + IN_FORCE + "ORDER BY account")
                .bind("view", view.toString()));
    }

    List<Grant> in(Handle tx, GrantState... states) {
        return list(tx.createQuery("SELECT * FROM grants WHERE state IN (<states>) ORDER BY granted_at, id")
                .bindList("states", Stream.of(states).map(GrantState::code).toList()));
    }

    List<Grant> lapsed(Handle tx, LocalDate today) {
        return list(tx.createQuery("""
                        SELECT * FROM grants WHERE state IN ('active', 'suspending', 'suspended') AND valid_until < :today
                        """).bind("today", today));
    }

    /** The announced suspensions whose time has come. */
    List<Grant> toSuspend(Handle tx, Instant now) {
        return list(tx.createQuery("SELECT * FROM grants WHERE state = 'active' AND suspends_at <= :now")
                .bind("now", now));
    }

    List<ViewId> activeViews(Handle tx, AccountId account) {
        return tx.createQuery("SELECT view FROM grants WHERE account = :account AND state = 'active'")
                .bind("account", account.toString())
                .mapTo(String.class)
                .map(ViewId::parse)
                .list();
    }

    private static Optional<Grant> first(Query query) {
        return query.map((rs, ctx) -> grant(rs)).findOne();
    }

    private static List<Grant> list(Query query) {
        return query.map((rs, ctx) -> grant(rs)).list();
    }

    private static Grant grant(ResultSet rs) throws SQLException {
        return new Grant(
                rs.getObject("id", UUID.class),
                rs.getObject("request", UUID.class),
                ViewId.parse(rs.getString("view")),
                rs.getBoolean("sealed"),
                AccountId.parse(rs.getString("account")),
                rs.getObject("valid_until", LocalDate.class),
                GrantState.of(rs.getString("state")),
                rs.getString("reason"),
                rs.getObject("granted_at", OffsetDateTime.class).toInstant(),
                instant(rs, "ended_at"),
                instant(rs, "suspends_at"),
                instant(rs, "certified_at"),
                rs.getString("certified_by"),
                rs.getLong("version"));
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
