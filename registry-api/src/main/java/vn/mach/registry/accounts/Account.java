package vn.mach.registry.accounts;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;

/**
 * A service account of an agency.
 *
 * @param mechanism what its secret is for
 * @param made the mechanisms for which this registry set a secret that it has not deleted
 * @param previousUntil until when the secret before, which is for the other mechanism, is good too
 * @param lastUsedAt when it last showed its secret to the schema endpoint, to the minute
 */
public record Account(
        AccountId id,
        State state,
        ScramMechanism mechanism,
        Set<ScramMechanism> made,
        @Nullable Instant previousUntil,
        @Nullable Disabler disabledBy,
        Quota quota,
        Instant createdAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant lastUsedAt) {

    public enum State {
        /** Kafka may not know its secret; what a crash left so is healed by rotating it. */
        PENDING,
        ACTIVE,
        /** Nobody logs in as it, and its grants give nothing. */
        DISABLED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** Who must enable it again. */
    public enum Disabler {
        AGENCY,
        OPERATOR;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Disabler of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    public Account {
        made = Set.copyOf(made);
    }

    /** Kafka knows its secret. */
    public boolean ready() {
        return state == State.ACTIVE;
    }

    /** Grants on it give access. */
    public boolean enabled() {
        return state != State.DISABLED;
    }

    /** The mechanisms whose secrets are to be deleted: it is disabled, or the secret before has had its time. */
    public Set<ScramMechanism> over(Instant now) {
        var over = EnumSet.noneOf(ScramMechanism.class);
        over.addAll(made);
        if (enabled()) {
            over.remove(mechanism);
            if (overlaps(now)) {
                over.remove(other(mechanism));
            }
        }
        return over;
    }

    /** Until a new secret is known to be in Kafka, the one before is good. */
    private boolean overlaps(Instant now) {
        return previousUntil != null && (state == State.PENDING || now.isBefore(previousUntil));
    }

    static ScramMechanism other(ScramMechanism mechanism) {
        return mechanism == ScramMechanism.SCRAM_SHA_512 ? ScramMechanism.SCRAM_SHA_256 : ScramMechanism.SCRAM_SHA_512;
    }
}
