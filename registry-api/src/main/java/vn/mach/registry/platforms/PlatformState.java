package vn.mach.registry.platforms;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import vn.mach.registry.http.Refusal;

/** Where a platform is in its life. */
public enum PlatformState {
    /** It has its names, accounts and quotas; nothing of it is joined yet. */
    PROVISIONED,
    /** Joined: it shares with others through the national platform. */
    CONNECTED,
    /** Its accounts cannot read; what it has is kept, and its agents go on writing, so that nothing is missed. */
    SUSPENDED,
    /** Over: neither its accounts nor its agents can do anything. */
    RETIRED;

    private static final Map<PlatformState, Set<PlatformState>> TABLE = Map.of(
            PROVISIONED, Set.of(CONNECTED, SUSPENDED, RETIRED),
            CONNECTED, Set.of(SUSPENDED, RETIRED),
            SUSPENDED, Set.of(PROVISIONED, CONNECTED, RETIRED),
            RETIRED, Set.of());

    boolean mayBecome(PlatformState next) {
        return TABLE.getOrDefault(this, Set.of()).contains(next);
    }

    /** The next state, or the refusal that names this one and what is possible in it. */
    PlatformState become(PlatformState next) {
        if (!mayBecome(next)) {
            var possible = TABLE.getOrDefault(this, Set.of()).stream()
                    .map(PlatformState::code)
                    .sorted()
                    .toList();
            throw new Refusal.Conflict(
                    "wrong-state",
                    "a platform that is " + code() + " cannot become " + next.code() + "; it can become "
                            + (possible.isEmpty() ? "nothing else" : String.join(" or ", possible)));
        }
        return next;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PlatformState of(String code) {
        for (var state : values()) {
            if (state.code().equals(code)) {
                return state;
            }
        }
        throw new Refusal.Invalid("invalid-field", "state: provisioned, connected, suspended or retired");
    }
}
