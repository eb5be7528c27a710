package vn.mach.registry.agencies;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.csv.CsvTable;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;

/** Enrols agencies and says which there are; the list is open to every known caller. */
public final class Agencies {
    private final Database database;
    private final AuditLog audit;
    private final Clock clock;
    private final AgencyStore store = new AgencyStore();
    private final QuotaStore quotas = new QuotaStore();
    private final Mergers mergers;
    private volatile @Nullable Successions successions;

    public Agencies(Database database, AuditLog audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.mergers = new Mergers(store, audit);
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
    Page.Found<Agency> search(Agency.@Nullable Level level, @Nullable String code, @Nullable LocalDate on, Page page) {
        var day = on == null ? today() : on;
        var found = page.found(database.read(tx -> store.select(tx, level, code, day, page)), Agency::slug);
        return code != null || on == null ? found : found.filter(agency -> agency.isThereOn(on));
    }

    /** The agencies that ended, as they are then. */
    List<Agency> merge(Caller caller, NewMerger wanted) {
        caller.requireAny(Role.OPERATOR);
        try {
            return database.write(tx -> mergers.merge(tx, caller, wanted, now()));
        } finally {
            forgetSuccessions();
        }
    }

    /** The agencies that somebody of this one answers for today. */
    public Set<AgencyId> answersFor(AgencyId agency) {
        return successions().answersFor(agency, today());
    }

    /** Who answers for this agency today: itself, or its successor. */
    public AgencyId responsible(AgencyId agency) {
        return responsible(agency, today());
    }

    /** Who answered for it on that day, or will. */
    public AgencyId responsible(AgencyId agency, LocalDate day) {
        return successions().responsible(agency, day);
    }

    /** Mergers are few and rare, and asked for by every request. */
    private Successions successions() {
        var known = successions;
        return known == null ? readSuccessions() : known;
    }

    private synchronized Successions readSuccessions() {
        var read = database.read(mergers::all);
        successions = read;
        return read;
    }

    /** One who read before the merger has written before this. */
    private synchronized void forgetSuccessions() {
        successions = null;
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

    /** An agency that may get something new: it exists and has not ended. */
    public Agency requireOpen(Handle tx, AgencyId id) {
        var agency = require(tx, id);
        var merged = agency.merged();
        if (merged != null && !agency.isOpenOn(today())) {
            throw new Refusal.Conflict(
                    "agency-merged",
                    "agency '" + id + "' ended on " + merged.on() + ": what it has stays, what is new is for '"
                            + merged.into() + "'");
        }
        return agency;
    }

    /** The agency, if it is enrolled. */
    public Optional<Agency> find(Handle tx, AgencyId id) {
        return store.find(tx, id);
    }

    /**
     * Refuses one more of a kind where the agency has all that its quotas allow. Holds the agency until the transaction
     * ends.
     *
     * @param now how many it has
     */
    public void requireRoom(Handle tx, AgencyId id, Quotas.Kind kind, ToIntFunction<Handle> now) {
        var quotas = this.quotas.find(tx, id);
        if (quotas.isPresent() && store.lock(tx, id)) {
            int most = quotas.get().of(kind);
            if (now.applyAsInt(tx) >= most) {
                throw new Refusal.Conflict(
                        "quota-spent",
                        "agency '" + id + "' may have " + most + " "
                                + kind.name().toLowerCase(Locale.ROOT) + " and has them: an operator can raise it");
            }
        }
    }

    /** How much the agency may have; empty if it is not limited. */
    public Optional<Quotas> quotas(Handle tx, AgencyId id) {
        return quotas.find(tx, id);
    }

    public void limit(Handle tx, AgencyId id, Quotas most) {
        quotas.set(tx, id, most);
    }

    /** Takes the quotas away. */
    public void unlimit(Handle tx, AgencyId id) {
        quotas.lift(tx, id);
    }

    /** The day it is where agencies are. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Agency.COUNTRY);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
