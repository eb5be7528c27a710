package vn.mach.registry.platforms;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;

final class PlatformStore {
    void insert(Handle tx, AgencyId agency, Platform.Kind kind, @Nullable LocalDate endsOn) {
        tx.createUpdate("INSERT INTO platforms (agency, kind, ends_on) VALUES (:agency, :kind, :endsOn)")
                .bind("agency", agency.slug())
                .bind("kind", kind.code())
                .bind("endsOn", endsOn)
                .execute();
    }

    /** The latest of its states, later than all there are. */
    void enter(Handle tx, AgencyId agency, PlatformState state, Instant at) {
        tx.createUpdate("UPDATE platforms SET state = :state WHERE agency = :agency")
                .bind("agency", agency.slug())
                .bind("state", state.code())
                .execute();
        tx.createUpdate("INSERT INTO platform_states (agency, at, state) VALUES (:agency, :at, :state)")
                .bind("agency", agency.slug())
                .bind("at", at)
                .bind("state", state.code())
                .execute();
    }

    /** What was a trial is one no more. */
    void promote(Handle tx, AgencyId agency, Platform.Kind kind) {
        tx.createUpdate("UPDATE platforms SET kind = :kind, ends_on = NULL WHERE agency = :agency")
                .bind("agency", agency.slug())
                .bind("kind", kind.code())
                .execute();
    }

    void samplePublished(Handle tx, AgencyId agency) {
        tx.createUpdate("UPDATE platforms SET sample_published = true WHERE agency = :agency")
                .bind("agency", agency.slug())
                .execute();
    }

    /** Holds the platform until the transaction ends: two acts on it come one after the other. */
    void lock(Handle tx, AgencyId agency) {
        tx.createQuery("SELECT 1 FROM platforms WHERE agency = :agency FOR UPDATE")
                .bind("agency", agency.slug())
                .mapTo(Integer.class)
                .findOne();
    }

    List<AgencyId> in(Handle tx, Set<PlatformState> states) {
        return agencies(tx.createQuery("SELECT agency FROM platforms WHERE state IN (<states>)")
                .bindList("states", states.stream().map(PlatformState::code).toList()));
    }

    /** The trials whose last day is before this one, unless they are retired. */
    List<AgencyId> over(Handle tx, LocalDate day) {
        return agencies(tx.createQuery("SELECT agency FROM platforms WHERE ends_on < :day AND state <> 'retired'")
                .bind("day", day));
    }

    private static List<AgencyId> agencies(Query query) {
        return query.mapTo(String.class).map(AgencyId::of).list();
    }

    Optional<Platform> find(Handle tx, AgencyId agency) {
        return select(tx, agency).stream().findFirst();
    }

    List<Platform> all(Handle tx) {
        return select(tx, null);
    }

    private static List<Platform> select(Handle tx, @Nullable AgencyId of) {
        var lives = lives(tx, of);
        return tx.createQuery("""
                        SELECT * FROM platforms WHERE CAST(:agency AS text) IS NULL OR agency = :agency ORDER BY agency
                        """)
                .bind("agency", of == null ? null : of.slug())
                .map((rs, ctx) -> new Platform(
                        AgencyId.of(rs.getString("agency")),
                        Platform.Kind.of(rs.getString("kind")),
                        rs.getObject("ends_on", LocalDate.class),
                        rs.getBoolean("sample_published"),
                        lives.getOrDefault(rs.getString("agency"), List.of())))
                .list();
    }

    private static Map<String, List<Platform.Entry>> lives(Handle tx, @Nullable AgencyId of) {
        var lives = new HashMap<String, List<Platform.Entry>>();
        tx.createQuery("""
                        SELECT * FROM platform_states WHERE CAST(:agency AS text) IS NULL OR agency = :agency
                        ORDER BY agency, at
                        """)
                .bind("agency", of == null ? null : of.slug())
                .map((rs, ctx) -> Map.entry(
                        rs.getString("agency"),
                        new Platform.Entry(
                                rs.getObject("at", OffsetDateTime.class).toInstant(),
                                PlatformState.of(rs.getString("state")))))
                .forEach(entry -> lives.computeIfAbsent(entry.getKey(), agency -> new ArrayList<>())
                        .add(entry.getValue()));
        return lives;
    }
}
