package vn.mach.registry.agencies;

import java.time.Instant;
import java.time.LocalDate;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AgencyId;

final class MergerStore {
    void insert(Handle tx, Merger merger, Instant at) {
        tx.createUpdate("""
                        INSERT INTO agency_mergers (agency, successor, merged_on, legal_basis, recorded_at)
                        VALUES (:from, :into, :on, :legalBasis, :at)
                        """)
                .bind("from", merger.from().slug())
                .bind("into", merger.into().slug())
                .bind("on", merger.on())
                .bind("legalBasis", merger.legalBasis())
                .bind("at", at)
                .execute();
    }

    Successions all(Handle tx) {
        return Successions.of(tx.createQuery("SELECT * FROM agency_mergers")
                .map((rs, ctx) -> new Merger(
                        AgencyId.of(rs.getString("agency")),
                        AgencyId.of(rs.getString("successor")),
                        rs.getObject("merged_on", LocalDate.class),
                        rs.getString("legal_basis")))
                .list());
    }
}
