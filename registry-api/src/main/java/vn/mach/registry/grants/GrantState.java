package vn.mach.registry.grants;

import java.util.Locale;
import java.util.Map;
import vn.mach.registry.http.Refusal;

/**
 * Where a grant stands, and what can be done with it there. What takes a right away has two steps: it is taken in the registry,
 * and when Kafka has followed (gate, ACLs) it is {@link Act#FINISH finished}.
 */
public enum GrantState {
    ACTIVE,
    /** Suspended in the registry; the gate and the ACLs are being closed. So it is with the others in {@code …ing}. */
    SUSPENDING,
    SUSPENDED,
    REVOKING,
    REVOKED,
    EXPIRING,
    EXPIRED;

    /** What is done with a grant. */
    enum Act {
        SUSPEND("suspended"),
        RESUME("resumed"),
        RENEW("renewed"),
        CERTIFY("certified"),
        REVOKE("revoked"),
        EXPIRE("expired"),
        FINISH("finished");

        private final String done;

        Act(String done) {
            this.done = done;
        }

        @Override
        public String toString() {
            return done;
        }
    }

    private static final Map<GrantState, Map<Act, GrantState>> TABLE = Map.of(
            ACTIVE,
            Map.of(
                    Act.SUSPEND, SUSPENDING,
                    Act.RENEW, ACTIVE,
                    Act.CERTIFY, ACTIVE,
                    Act.REVOKE, REVOKING,
                    Act.EXPIRE, EXPIRING),
            SUSPENDING,
            Map.of(Act.SUSPEND, SUSPENDING, Act.REVOKE, REVOKING, Act.EXPIRE, EXPIRING, Act.FINISH, SUSPENDED),
            SUSPENDED,
            Map.of(
                    Act.RESUME, ACTIVE,
                    Act.RENEW, SUSPENDED,
                    Act.CERTIFY, SUSPENDED,
                    Act.REVOKE, REVOKING,
                    Act.EXPIRE, EXPIRING),
            REVOKING,
            Map.of(Act.REVOKE, REVOKING, Act.FINISH, REVOKED),
            EXPIRING,
            Map.of(Act.REVOKE, EXPIRING, Act.FINISH, EXPIRED),
            REVOKED,
            Map.of(),
            EXPIRED,
            Map.of());

    /** The state after the act, or the refusal that names this state and what is possible in it. */
    GrantState after(Act act) {
        var possible = TABLE.getOrDefault(this, Map.of());
        var next = possible.get(act);
        if (next == null) {
            var words = possible.keySet().stream()
                    .filter(other -> other != Act.FINISH && other != Act.EXPIRE) // nobody does these
                    .map(Act::toString)
                    .sorted()
                    .toList();
            throw new Refusal.Conflict(
                    words.isEmpty() ? "grant-ended" : "wrong-state",
                    "a grant that is " + code() + " cannot be " + act + "; it can be "
                            + (words.isEmpty() ? "changed no more" : String.join(", or ", words)));
        }
        return next;
    }

    boolean allows(Act act) {
        return TABLE.getOrDefault(this, Map.of()).containsKey(act);
    }

    /** Whether Kafka has yet to follow. */
    public boolean isEnding() {
        return allows(Act.FINISH);
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static GrantState of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
