package vn.mach.registry.declaration;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.registry.grants.Grant;
import vn.mach.registry.grants.GrantState;
import vn.mach.registry.http.Body;

/** @param until the last day */
record DeclaredGrant(
        String view,
        String account,
        LocalDate until,
        @Nullable State state) implements Declared {
    enum State {
        ACTIVE,
        SUSPENDED;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    DeclaredGrant {
        view = ViewId.parse(Body.required("view", view)).toString();
        account = AccountId.parse(Body.required("account", account)).toString();
        Body.required("until", until);
        state = Objects.requireNonNullElse(state, State.ACTIVE);
    }

    static DeclaredGrant of(Grant grant) {
        return new DeclaredGrant(
                grant.view().toString(),
                grant.account().toString(),
                grant.until(),
                grant.state() == GrantState.ACTIVE ? State.ACTIVE : State.SUSPENDED);
    }

    @Override
    public String id() {
        return view + " to " + account;
    }
}
