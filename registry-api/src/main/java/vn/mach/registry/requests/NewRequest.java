package vn.mach.registry.requests;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/**
 * The body of a submission: a {@code view} that there is, or {@code columns} of a {@code dataset} with a {@code condition}.
 *
 * @param legalBasis a code of the list, and after a comma where in it
 */
record NewRequest(
        @Nullable String view,
        @Nullable String dataset,
        @Nullable String condition,
        @Nullable List<Map<String, Object>> columns,
        @Nullable List<String> key,
        String account,
        String purpose,
        String legalBasis,
        LocalDate until,
        String contact) {
    NewRequest {
        if ((view == null) == (columns == null) || (dataset == null) != (columns == null)) {
            throw new Refusal.Invalid(
                    "missing-field", "view: name a view, or 'dataset' and 'columns' (and 'condition') of one you want");
        }
        if (view != null && (condition != null || key != null)) {
            throw new Refusal.Invalid("invalid-field", "condition: the view has one already: leave it and 'key' out");
        }
        Body.required("account", account);
        purpose = Body.text("purpose", purpose, 2_000);
        legalBasis = Body.text("legalBasis", legalBasis, 500);
        Body.required("until", until);
        contact = Body.text("contact", contact, 200);
    }

    @Nullable
    ViewId viewId() {
        return view == null ? null : ViewId.parse(view);
    }

    DatasetId datasetId() {
        var named = viewId();
        return named == null ? DatasetId.parse(Body.required("dataset", dataset)) : named.dataset();
    }

    @Nullable
    WantedView wantedView() {
        return columns == null ? null : new WantedView(condition, columns, key);
    }

    AccountId accountId() {
        return AccountId.parse(account);
    }
}
