package vn.mach.registry.agencies;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AgencyId;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;

/** Enrols agencies and says which there are; the list is open to every known caller. */
public final class Agencies {
    private final Database database;
    private final AuditLog audit;
    private final Clock clock;
    private final AgencyStore store = new AgencyStore();

    public Agencies(Database database, AuditLog audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public Routes routes() {
        return new AgencyRoutes(this);
    }

    Agency enrol(Caller caller, NewAgency wanted) {
        caller.requireAny(Role.OPERATOR);
        var agency = new Agency(
                wanted.id(),
                wanted.name(),
                wanted.level(),
                wanted.codes() == null ? List.of() : wanted.codes(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return database.write(tx -> {
            if (!store.insert(tx, agency)) {
                throw new Refusal.Conflict("agency-exists", "agency '" + agency.slug() + "' is enrolled already");
            }
            audit.record(tx, caller, "agency.enrol", agency.slug(), Map.of("name", agency.name()));
            return agency;
        });
    }

    List<Agency> all() {
        return database.read(store::all);
    }

    Agency get(AgencyId id) {
        return database.read(tx -> require(tx, id));
    }

    /** The agency, or the refusal that it does not exist. */
    public Agency require(Handle tx, AgencyId id) {
        return store.find(tx, id).orElseThrow(() -> new Refusal.NotFound("agency", id));
    }
}
