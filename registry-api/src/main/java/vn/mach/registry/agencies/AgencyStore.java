package vn.mach.registry.agencies;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AgencyId;

final class AgencyStore {
    /** Whether the slug was free. */
    boolean insert(Handle tx, Agency agency) {
        int inserted = tx.createUpdate("""
                        INSERT INTO agencies (slug, name, level, enrolled_at)
                        VALUES (:slug, :name, :level, :enrolledAt)
                        ON CONFLICT DO NOTHING
                        """)
                .bind("slug", agency.slug().slug())
                .bind("name", agency.name())
                .bind("level", agency.level().code())
                .bind("enrolledAt", agency.enrolledAt())
                .execute();
        if (inserted == 1) {
            agency.codes().forEach(code -> insert(tx, agency.slug(), code));
        }
        return inserted == 1;
    }

    private static void insert(Handle tx, AgencyId agency, Agency.Code code) {
        tx.createUpdate("""
                        INSERT INTO agency_codes (agency, code, valid_from, valid_to)
                        VALUES (:agency, :code, :from, :to)
                        ON CONFLICT DO NOTHING
                        """)
                .bind("agency", agency.slug())
                .bind("code", code.code())
                .bind("from", code.validFrom())
                .bind("to", code.validTo())
                .execute();
    }

    List<Agency> all(Handle tx) {
        var codes = codes(tx);
        return tx.createQuery("SELECT * FROM agencies ORDER BY slug")
                .map((rs, ctx) -> new Agency(
                        AgencyId.of(rs.getString("slug")),
                        rs.getString("name"),
                        Agency.Level.valueOf(rs.getString("level").toUpperCase(java.util.Locale.ROOT)),
                        codes.getOrDefault(rs.getString("slug"), List.of()),
                        rs.getObject("enrolled_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    Optional<Agency> find(Handle tx, AgencyId id) {
        return all(tx).stream().filter(agency -> agency.slug().equals(id)).findFirst();
    }

    private static Map<String, List<Agency.Code>> codes(Handle tx) {
        var byAgency = new HashMap<String, List<Agency.Code>>();
        tx.createQuery("SELECT * FROM agency_codes ORDER BY agency, valid_from, code")
                .map((rs, ctx) -> Map.entry(
                        rs.getString("agency"),
                        new Agency.Code(
                                rs.getString("code"),
                                rs.getObject("valid_from", LocalDate.class),
                                rs.getObject("valid_to", LocalDate.class))))
                .forEach(code -> byAgency.computeIfAbsent(code.getKey(), agency -> new ArrayList<>())
                        .add(code.getValue()));
        return byAgency;
    }
}
