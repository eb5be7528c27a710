package vn.mach.registry.requests;

import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Body;

/** The body of a request to let a grant last longer; what it does not say is as it was. */
record NewRenewal(
        LocalDate until,
        @Nullable String purpose,
        @Nullable String legalBasis,
        @Nullable String contact) {
    NewRenewal {
        Body.required("until", until);
    }

    NewRequest of(AccessRequest first, String view) {
        return new NewRequest(
                view,
                null,
                null,
                null,
                null,
                first.account().toString(),
                Objects.requireNonNullElse(purpose, first.purpose()),
                Objects.requireNonNullElse(legalBasis, first.legalBasis()),
                until,
                Objects.requireNonNullElse(contact, first.contact()));
    }
}
