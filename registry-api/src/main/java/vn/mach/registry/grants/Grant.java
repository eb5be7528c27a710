package vn.mach.registry.grants;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;

/**
 * The right of one account to read one view.
 *
 * @param until the last day, in Viet Nam
 * @param reason of the suspension or the end, also of one that is announced
 * @param suspendsAt when it will be suspended, as its subscriber was told
 * @param certifiedAt when somebody last said that it is still needed
 * @param version grows with every change
 */
public record Grant(
        UUID id,
        UUID request,
        ViewId view,
        boolean sealed,
        AccountId account,
        LocalDate until,
        GrantState state,
        @Nullable String reason,
        Instant grantedAt,
        @Nullable Instant endedAt,
        @Nullable Instant suspendsAt,
        @Nullable Instant certifiedAt,
        @Nullable String certifiedBy,
        long version) {

    static Grant begun(
            UUID request, ViewId view, boolean sealed, AccountId account, LocalDate until, Instant grantedAt) {
        return new Grant(
                UUID.randomUUID(),
                request,
                view,
                sealed,
                account,
                until,
                GrantState.ACTIVE,
                null,
                grantedAt,
                null,
                null,
                null,
                null,
                1);
    }

    public AgencyId owner() {
        return view.dataset().agency();
    }

    /** Since when nobody has looked whether it is still needed. */
    Instant lastCertified() {
        return certifiedAt == null ? grantedAt : certifiedAt;
    }
}
