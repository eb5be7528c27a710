package vn.mach.registry.agencies;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AgencyId;

final class QuotaStore {
    Optional<Quotas> find(Handle tx, AgencyId agency) {
        return tx.createQuery("SELECT * FROM agency_quotas WHERE agency = :agency")
                .bind("agency", agency.slug())
                .map((rs, ctx) -> new Quotas(rs.getInt("datasets"), rs.getInt("views"), rs.getInt("accounts")))
                .findOne();
    }

    void set(Handle tx, AgencyId agency, Quotas quotas) {
        tx.createUpdate("""
                        INSERT INTO agency_quotas (agency, datasets, views, accounts)
                        VALUES (:agency, :datasets, :views, :accounts)
                        ON CONFLICT (agency) DO UPDATE SET datasets = :datasets, views = :views, accounts = :accounts
                        """)
                .bind("agency", agency.slug())
                .bind("datasets", quotas.datasets())
                .bind("views", quotas.views())
                .bind("accounts", quotas.accounts())
                .execute();
    }

    void lift(Handle tx, AgencyId agency) {
        tx.createUpdate("DELETE FROM agency_quotas WHERE agency = :agency")
                .bind("agency", agency.slug())
                .execute();
    }
}
