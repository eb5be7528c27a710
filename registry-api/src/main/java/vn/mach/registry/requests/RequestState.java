package vn.mach.registry.requests;

import java.util.Locale;
import java.util.Map;
import vn.mach.registry.http.Refusal;

/** Where a request stands, and what can be done with it there. */
enum RequestState {
    SUBMITTED,
    OWNER_APPROVED,
    APPROVED,
    REJECTED,
    WITHDRAWN;

    /** What people do with a request. */
    enum Step {
        APPROVE_AS_OWNER("approved by the owner's steward"),
        APPROVE_AS_OPERATOR("approved by an operator"),
        REJECT("rejected"),
        WITHDRAW("withdrawn");

        private final String done;

        Step(String done) {
            this.done = done;
        }

        @Override
        public String toString() {
            return done;
        }
    }

    private static final Map<RequestState, Map<Step, RequestState>> TABLE = Map.of(
            SUBMITTED,
            Map.of(Step.APPROVE_AS_OWNER, OWNER_APPROVED, Step.REJECT, REJECTED, Step.WITHDRAW, WITHDRAWN),
            OWNER_APPROVED,
            Map.of(Step.APPROVE_AS_OPERATOR, APPROVED, Step.REJECT, REJECTED, Step.WITHDRAW, WITHDRAWN),
            APPROVED,
            Map.of(),
            REJECTED,
            Map.of(),
            WITHDRAWN,
            Map.of());

    /** The state after the act, or the refusal that names this state and what is possible in it. */
    RequestState after(Step act) {
        var possible = TABLE.getOrDefault(this, Map.of());
        var next = possible.get(act);
        if (next == null) {
            var words = possible.keySet().stream().map(Step::toString).sorted().toList();
            throw new Refusal.Conflict(
                    "wrong-state",
                    "a request that is " + code() + " cannot be " + act + "; it can be "
                            + (words.isEmpty() ? "changed no more" : String.join(", or ", words)));
        }
        return next;
    }

    /** Whether somebody has yet to decide. */
    boolean isOpen() {
        return !TABLE.getOrDefault(this, Map.of()).isEmpty();
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static RequestState of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
