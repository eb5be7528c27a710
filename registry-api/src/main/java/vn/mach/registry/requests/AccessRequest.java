package vn.mach.registry.requests;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;

/** An agency asks to read a view: why, on which legal basis, until when, and who answers for it. */
record AccessRequest(
        UUID id,
        ViewId view,
        AccountId account,
        String purpose,
        String legalBasis,
        LocalDate until,
        String contact,
        RequestState state,
        String submittedBy,
        Instant submittedAt,
        @Nullable String ownerApprover,
        @Nullable String operatorApprover,
        @Nullable String reason,
        @Nullable Instant decidedAt) {

    AgencyId requester() {
        return account.agency();
    }

    AgencyId owner() {
        return view.dataset().agency();
    }
}
