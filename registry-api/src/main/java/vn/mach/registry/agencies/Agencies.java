package vn.mach.registry.agencies;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.csv.CsvTable;
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
        return database.write(tx -> enrol(tx, caller, wanted));
    }

    /** Enrols in the transaction of a larger act; refused if the slug or a code is taken. */
    public Agency enrol(Handle tx, Caller caller, NewAgency wanted) {
        var agency = new Agency(wanted.id(), wanted.name(), wanted.level(), wanted.codes(), now(), null);
        store.lockCodes(tx);
        if (!store.insert(tx, agency)) {
            throw new Refusal.Conflict("agency-exists", "agency '" + agency.slug() + "' is enrolled already");
        }
        agency.codes().forEach(code -> give(tx, agency.slug(), code));
        audit.record(tx, caller, "agency.enrol", agency.slug(), Map.of("name", agency.name()));
        return agency;
    }

    private void give(Handle tx, AgencyId agency, Agency.Code code) {
        store.holder(tx, code).ifPresent(holder -> {
            throw new Refusal.Conflict(
                    "code-taken",
                    "code '" + code.code() + "' or its alias is of agency '" + holder
                            + "' on these days: close it first");
        });
        store.insert(tx, agency, code);
    }

    AgencyImport.Outcome importAll(Caller caller, CsvTable table) {
        caller.requireAny(Role.OPERATOR);
        return database.write(tx -> new AgencyImport(store, audit).run(tx, caller, table, now()));
    }

    /** @param on with a code the day it is valid, today if absent; without one the day the agency is there */
    List<Agency> search(Agency.@Nullable Level level, @Nullable String code, @Nullable LocalDate on) {
        var day = on == null ? today() : on;
        var found = database.read(tx -> store.select(tx, level, code, day));
        return code != null || on == null
                ? found
                : found.stream().filter(agency -> agency.isThereOn(on)).toList();
    }

    Agency get(AgencyId id) {
        return database.read(tx -> require(tx, id));
    }

    public List<Agency> all(Handle tx) {
        return store.all(tx);
    }

    /** The agency, or the refusal that it does not exist. */
    public Agency require(Handle tx, AgencyId id) {
        return store.find(tx, id).orElseThrow(() -> new Refusal.NotFound("agency", id));
    }

    /** The day it is where agencies are. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Agency.COUNTRY);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
