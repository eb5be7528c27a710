package vn.mach.registry.requests;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;

/**
 * An agency asks to read a view: why, on which legal basis, until when, and who answers for it.
 *
 * @param view null until the owner has approved what is {@code wanted}
 * @param renews the grant that is to last longer; null for a new one
 * @param dueAt when it should be decided
 * @param version grows with every change
 */
record AccessRequest(
        UUID id,
        DatasetId dataset,
        @Nullable ViewId view,
        @Nullable WantedView wanted,
        @Nullable UUID renews,
        AccountId account,
        String purpose,
        String legalBasis,
        LocalDate until,
        String contact,
        RequestState state,
        String submittedBy,
        Instant submittedAt,
        Instant dueAt,
        @Nullable String ownerApprover,
        @Nullable String operatorApprover,
        @Nullable String reason,
        @Nullable Instant decidedAt,
        long version) {

    /** As it is submitted. */
    static AccessRequest of(
            NewRequest wanted, DatasetId dataset, @Nullable UUID renews, String by, Instant now, Instant dueAt) {
        return new AccessRequest(
                UUID.randomUUID(),
                dataset,
                wanted.viewId(),
                wanted.wantedView(),
                renews,
                wanted.accountId(),
                wanted.purpose(),
                wanted.legalBasis(),
                wanted.until(),
                wanted.contact(),
                RequestState.SUBMITTED,
                by,
                now,
                dueAt,
                null,
                null,
                null,
                null,
                1);
    }

    AgencyId requester() {
        return account.agency();
    }

    AgencyId owner() {
        return dataset.agency();
    }

    /** Whether the time in which it should be decided is over, and it is not. */
    boolean isEscalated(Instant now) {
        return state.isOpen() && now.isAfter(dueAt);
    }
}
