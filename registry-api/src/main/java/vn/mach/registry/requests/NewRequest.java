package vn.mach.registry.requests;

import java.time.LocalDate;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.registry.http.Body;

/** The body of a submission. */
record NewRequest(String view, String account, String purpose, String legalBasis, LocalDate until, String contact) {
    NewRequest {
        Body.required("view", view);
        Body.required("account", account);
        purpose = Body.text("purpose", purpose, 2_000);
        legalBasis = Body.text("legalBasis", legalBasis, 500);
        Body.required("until", until);
        contact = Body.text("contact", contact, 200);
    }

    ViewId viewId() {
        return ViewId.parse(view);
    }

    AccountId accountId() {
        return AccountId.parse(account);
    }
}
