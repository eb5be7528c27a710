package vn.mach.registry.agencies;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Page;

final class AgencyStore {
    /** Whether the slug was free. */
    boolean insert(Handle tx, Agency agency) {
        return tx.createUpdate("""
                                INSERT INTO agencies (slug, name, level, enrolled_at)
                                VALUES (:slug, :name, :level, :enrolledAt)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("slug", agency.slug().slug())
                        .bind("name", agency.name())
                        .bind("level", agency.level().code())
                        .bind("enrolledAt", agency.enrolledAt())
                        .execute()
                == 1;
    }

    /** Holds all codes until the transaction ends: two acts never give one code at once. */
    void lockCodes(Handle tx) {
        tx.execute("LOCK TABLE agency_codes IN SHARE ROW EXCLUSIVE MODE");
    }

    void insert(Handle tx, AgencyId agency, Agency.Code code) {
        tx.createUpdate("""
                        INSERT INTO agency_codes (agency, code, alias, valid_from, valid_to)
                        VALUES (:agency, :code, :alias, :from, :to)
                        """)
                .bind("agency", agency.slug())
                .bind("code", code.code())
                .bind("alias", code.alias())
                .bind("from", code.validFrom())
                .bind("to", code.validTo())
                .execute();
    }

    /** The agency that has this code, or its alias, on one of its days. */
    Optional<AgencyId> holder(Handle tx, Agency.Code code) {
        return tx.createQuery("""
                        SELECT agency FROM agency_codes
                        WHERE (code = :code OR alias = :alias)
                          AND daterange(valid_from, valid_to, '[]') && daterange(:from, :to, '[]')
                        ORDER BY agency LIMIT 1
                        """)
                .bind("code", code.code())
                .bind("alias", code.alias())
                .bind("from", code.validFrom())
                .bind("to", code.validTo())
                .mapTo(String.class)
                .findOne()
                .map(AgencyId::of);
    }

    /** The last day of a code. */
    void close(Handle tx, AgencyId agency, Agency.Code code, LocalDate lastDay) {
        tx.createUpdate("""
                        UPDATE agency_codes SET valid_to = :lastDay
                        WHERE agency = :agency AND code = :code AND valid_from = :from
                        """)
                .bind("agency", agency.slug())
                .bind("code", code.code())
                .bind("from", code.validFrom())
                .bind("lastDay", lastDay)
                .execute();
    }

    List<Agency> all(Handle tx) {
        return select(tx, null, null, null, Page.ALL);
    }

    /** @param code or alias, as valid on {@code on} */
    List<Agency> select(
            Handle tx, Agency.@Nullable Level level, @Nullable String code, @Nullable LocalDate on, Page page) {
        var query = tx.createQuery("""
                        SELECT a.*, m.successor, m.merged_on, m.legal_basis
                        FROM agencies a LEFT JOIN agency_mergers m ON m.agency = a.slug
                        WHERE (CAST(:level AS text) IS NULL OR level = :level)
                          AND (CAST(:code AS text) IS NULL OR slug IN (
                              SELECT agency FROM agency_codes WHERE (code = :code OR alias = :code)
                                AND daterange(valid_from, valid_to, '[]') @> CAST(:on AS date)))
                          AND (CAST(:after AS text) IS NULL OR slug > :after)
                        ORDER BY slug LIMIT :most
                        """)
                .bind("after", page.after())
                .bind("most", page.most())
                .bind("level", level == null ? null : level.code())
                .bind("code", code)
                .bind("on", on);
        return withCodes(tx, query);
    }

    Optional<Agency> find(Handle tx, AgencyId id) {
        var query = tx.createQuery("""
                        SELECT a.*, m.successor, m.merged_on, m.legal_basis
                        FROM agencies a LEFT JOIN agency_mergers m ON m.agency = a.slug WHERE slug = :slug
                        """).bind("slug", id.slug());
        return withCodes(tx, query).stream().findFirst();
    }

    /** Holds the agency until the transaction ends: what is counted for it stays so. */
    boolean lock(Handle tx, AgencyId id) {
        return tx.createQuery("SELECT 1 FROM agencies WHERE slug = :slug FOR UPDATE")
                .bind("slug", id.slug())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static List<Agency> withCodes(Handle tx, Query query) {
        var found = query.map((rs, ctx) -> agency(rs)).list();
        var codes = codes(tx, found.stream().map(agency -> agency.slug().slug()).toArray(String[]::new));
        return found.stream()
                .map(agency -> agency.withCodes(codes.getOrDefault(agency.slug().slug(), List.of())))
                .toList();
    }

    private static Agency agency(ResultSet rs) throws SQLException {
        var slug = AgencyId.of(rs.getString("slug"));
        var into = rs.getString("successor");
        return new Agency(
                slug,
                rs.getString("name"),
                Agency.Level.of(rs.getString("level")),
                List.of(),
                rs.getObject("enrolled_at", OffsetDateTime.class).toInstant(),
                into == null
                        ? null
                        : new Merger(
                                slug,
                                AgencyId.of(into),
                                rs.getObject("merged_on", LocalDate.class),
                                rs.getString("legal_basis")));
    }

    private static Map<String, List<Agency.Code>> codes(Handle tx, String... agencies) {
        var byAgency = new HashMap<String, List<Agency.Code>>();
        tx.createQuery("SELECT * FROM agency_codes WHERE agency = ANY(:agencies) ORDER BY agency, valid_from, code")
                .bind("agencies", agencies)
                .map((rs, ctx) -> Map.entry(
                        rs.getString("agency"),
                        new Agency.Code(
                                rs.getString("code"),
                                rs.getObject("valid_from", LocalDate.class),
                                rs.getObject("valid_to", LocalDate.class),
                                rs.getString("alias"))))
                .forEach(code -> byAgency.computeIfAbsent(code.getKey(), agency -> new ArrayList<>())
                        .add(code.getValue()));
        return byAgency;
    }
}
