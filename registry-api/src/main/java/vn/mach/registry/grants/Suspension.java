package vn.mach.registry.grants;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/**
 * The body of a suspension by the provider.
 *
 * @param accounts whose grants; all of the view without it
 * @param noticeDays working days between the announcement and the suspension; 7 without it, 0 for at once
 */
record Suspension(@Nullable List<String> accounts, @Nullable Integer noticeDays, String reason) {
    /** What a provider owes its subscribers before a planned suspension. */
    private static final int NOTICE = 7;

    private static final int LONGEST = 60;

    Suspension {
        accounts = accounts == null ? null : List.copyOf(accounts);
        noticeDays = Objects.requireNonNullElse(noticeDays, NOTICE);
        reason = Body.text("reason", reason, 500);
        if (noticeDays < 0 || noticeDays > LONGEST) {
            throw new Refusal.Invalid("invalid-field", "noticeDays: 0 to " + LONGEST + " working days");
        }
    }

    int days() {
        return Objects.requireNonNullElse(noticeDays, NOTICE);
    }

    /** Empty for all. */
    List<AccountId> named() {
        return Objects.requireNonNullElse(accounts, List.<String>of()).stream()
                .map(AccountId::parse)
                .toList();
    }
}
