package vn.mach.registry.platforms;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agencies.Quotas;
import vn.mach.registry.audit.Actor;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.csv.CsvTable;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;

/** The life of platforms. A suspended one reads nothing and loses nothing; a trial that is over is suspended, and retired after a grace. */
public final class Platforms {
    private final Database database;
    private final AuditLog audit;
    private final Agencies agencies;
    private final PlatformStore store = new PlatformStore();
    private final PlatformLife life;

    public Platforms(Database database, AuditLog audit, Agencies agencies, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.agencies = agencies;
        this.life = new PlatformLife(store, audit, clock);
    }

    public Routes routes(Convergence convergence) {
        return new PlatformRoutes(this, convergence);
    }

    public Routes coverageRoutes() {
        return new CoverageRoutes(this);
    }

    /** Whether it is new: of an agency that is enrolled with it if need be. A repeated call for the same kind changes nothing. */
    boolean provision(Caller caller, NewPlatform wanted) {
        caller.requireAny(Role.OPERATOR);
        var lastDay = wanted.lastDay(agencies.today());
        return database.write(tx -> {
            var known = store.find(tx, wanted.id());
            if (known.isPresent()) {
                requireSame(known.get(), wanted);
                return false;
            }
            if (agencies.find(tx, wanted.id()).isEmpty()) {
                agencies.enrol(tx, caller, wanted.newAgency());
            }
            agencies.requireOpen(tx, wanted.id());
            store.insert(tx, wanted.id(), wanted.kind(), lastDay);
            life.begin(tx, wanted.id());
            if (wanted.quotas() != null) {
                agencies.limit(tx, wanted.id(), wanted.quotas());
            }
            audit.record(
                    tx,
                    caller,
                    "platform.provision",
                    wanted.id(),
                    Map.of("kind", wanted.kind().code(), "until", lastDay == null ? "" : lastDay.toString()));
            return true;
        });
    }

    private static void requireSame(Platform known, NewPlatform wanted) {
        if (known.kind() != wanted.kind() || known.state() == PlatformState.RETIRED) {
            throw new Refusal.Conflict(
                    "platform-exists",
                    "agency '" + known.agency() + "' has a platform: "
                            + known.kind().code() + ", " + known.state().code());
        }
    }

    void samplePublished(AgencyId agency) {
        database.run(tx -> store.samplePublished(tx, agency));
    }

    /** Moves it on; to be again what it is changes nothing. */
    Platform become(Caller caller, AgencyId agency, PlatformState next, String reason) {
        caller.requireAny(Role.OPERATOR);
        return database.write(tx -> {
            var platform = held(tx, agency);
            if (platform.state() == next) {
                return platform;
            }
            life.enter(tx, Actor.of(caller), platform, next, reason);
            return require(tx, agency);
        });
    }

    /** Ends a suspension: it is again what it was before. */
    Platform resume(Caller caller, AgencyId agency) {
        caller.requireAny(Role.OPERATOR);
        return database.write(tx -> {
            var platform = held(tx, agency);
            if (platform.state() != PlatformState.SUSPENDED) {
                throw new Refusal.Conflict(
                        "wrong-state",
                        "a platform that is " + platform.state().code() + " is not resumed: only a suspended one is");
            }
            if (platform.isOverOn(agencies.today())) {
                throw new Refusal.Conflict(
                        "trial-over", "the trial ended on " + platform.endsOn() + ": promote it instead");
            }
            life.enter(tx, Actor.of(caller), platform, platform.beforeSuspension(), "resumed");
            return require(tx, agency);
        });
    }

    /** Makes a trial a platform that stays, with all it has; one that is suspended goes on as what it was. */
    Platform promote(Caller caller, AgencyId agency, Platform.Kind kind, @Nullable Quotas quotas) {
        caller.requireAny(Role.OPERATOR);
        return database.write(tx -> {
            var platform = held(tx, agency);
            if (platform.kind() != Platform.Kind.TRIAL && platform.kind() == kind) {
                return platform;
            }
            if (platform.kind() != Platform.Kind.TRIAL || platform.state() == PlatformState.RETIRED) {
                throw new Refusal.Conflict(
                        "not-promotable",
                        "the platform of '" + agency + "' is " + platform.kind().code() + " and "
                                + platform.state().code() + ": a trial that is not retired is promoted");
            }
            store.promote(tx, agency, kind);
            if (quotas == null) {
                agencies.unlimit(tx, agency);
            } else {
                agencies.limit(tx, agency, quotas);
            }
            if (platform.state() == PlatformState.SUSPENDED) {
                life.enter(tx, Actor.of(caller), platform, platform.beforeSuspension(), "promoted");
            }
            audit.record(tx, caller, "platform.promote", agency, Map.of("kind", kind.code()));
            return require(tx, agency);
        });
    }

    /** Suspends each trial after its last day, and retires it after a grace. */
    public void expireLapsed() {
        var today = agencies.today();
        for (var lapsed : database.read(tx -> store.over(tx, today))) {
            database.run(tx -> life.expire(tx, held(tx, lapsed), today));
        }
    }

    /** The agencies whose accounts read nothing: their platforms are suspended or retired. */
    public Set<AgencyId> barredFromReading(Handle tx) {
        return Set.copyOf(store.in(tx, Set.of(PlatformState.SUSPENDED, PlatformState.RETIRED)));
    }

    /** The agencies whose agents write nothing: their platforms are retired. */
    public Set<AgencyId> barredFromWriting(Handle tx) {
        return Set.copyOf(store.in(tx, Set.of(PlatformState.RETIRED)));
    }

    /** How much the agency may have from now on; what it has beyond that stays. */
    Platform limit(Caller caller, AgencyId agency, Quotas most) {
        caller.requireAny(Role.OPERATOR);
        return database.write(tx -> {
            var platform = held(tx, agency);
            agencies.limit(tx, agency, most);
            audit.record(
                    tx,
                    caller,
                    "platform.limit",
                    agency,
                    Map.of("datasets", most.datasets(), "views", most.views(), "accounts", most.accounts()));
            return platform;
        });
    }

    PlatformImport.Outcome importAll(Caller caller, CsvTable table) {
        caller.requireAny(Role.OPERATOR);
        return database.write(tx -> new PlatformImport(store, agencies, audit).run(tx, caller, table));
    }

    List<Platform> visible(Caller caller) {
        return database.read(store::all).stream()
                .filter(platform -> caller.sees(platform.agency()))
                .toList();
    }

    Platform get(Caller caller, AgencyId agency) {
        return database.read(tx -> store.find(tx, agency))
                .filter(platform -> caller.sees(platform.agency()))
                .orElseThrow(() -> new Refusal.NotFound("platform", agency));
    }

    @Nullable
    Quotas quotas(AgencyId agency) {
        return database.read(tx -> agencies.quotas(tx, agency)).orElse(null);
    }

    /** Everything that coverage is counted from, as of one moment. */
    Coverage coverage() {
        return database.read(tx -> new Coverage(agencies.all(tx), store.all(tx), agencies::responsible));
    }

    LocalDate today() {
        return agencies.today();
    }

    private Platform require(Handle tx, AgencyId agency) {
        return store.find(tx, agency).orElseThrow(() -> new Refusal.NotFound("platform", agency));
    }

    private Platform held(Handle tx, AgencyId agency) {
        store.lock(tx, agency);
        return require(tx, agency);
    }
}
