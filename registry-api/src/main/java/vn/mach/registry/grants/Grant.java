package vn.mach.registry.grants;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;

/**
 * The right of one account to read one view.
 *
 * @param until the last day, in Viet Nam
 * @param ending what a grant that is being revoked becomes
 */
public record Grant(
        UUID id,
        UUID request,
        ViewId view,
        boolean sealed,
        AccountId account,
        LocalDate until,
        State state,
        @Nullable State ending,
        @Nullable String reason,
        Instant grantedAt,
        @Nullable Instant endedAt) {

    public enum State {
        ACTIVE,
        /** Ended in the registry; the gate and the ACLs are being closed. */
        REVOKING,
        REVOKED,
        EXPIRED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    public AgencyId owner() {
        return view.dataset().agency();
    }
}
