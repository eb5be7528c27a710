package vn.mach.registry.platforms;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AgencyId;
import vn.mach.registry.audit.Actor;
import vn.mach.registry.audit.AuditLog;

/** Moves a platform from state to state, each with its entry in the audit log; the caller holds the platform. */
final class PlatformLife {
    private static final int GRACE_DAYS = 30;

    private final PlatformStore store;
    private final AuditLog audit;
    private final Clock clock;

    PlatformLife(PlatformStore store, AuditLog audit, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    void begin(Handle tx, AgencyId agency) {
        store.enter(tx, agency, PlatformState.PROVISIONED, now());
    }

    void enter(Handle tx, Actor who, Platform platform, PlatformState next, String reason) {
        platform.state().become(next);
        store.enter(tx, platform.agency(), next, after(platform.since()));
        audit.record(
                tx,
                who,
                "platform." + next.code(),
                platform.agency(),
                Map.of("before", platform.state().code(), "reason", reason));
    }

    /** Suspends a trial that is over, and retires it after the grace; one that was promoted meanwhile stays. */
    void expire(Handle tx, Platform platform, LocalDate today) {
        if (!platform.isOverOn(today)) {
            return;
        }
        var reason = "the trial's last day was " + platform.endsOn();
        if (platform.state().mayBecome(PlatformState.SUSPENDED)) {
            enter(tx, Actor.REGISTRY, platform, PlatformState.SUSPENDED, reason);
        } else if (platform.state() == PlatformState.SUSPENDED && platform.isOverOn(today.minusDays(GRACE_DAYS))) {
            enter(tx, Actor.REGISTRY, platform, PlatformState.RETIRED, reason);
        }
    }

    /** Now, and after what was before, whatever the clock says: a life is in order. */
    private Instant after(Instant before) {
        var now = now();
        return now.isAfter(before) ? now : before.plus(1, ChronoUnit.MICROS);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
