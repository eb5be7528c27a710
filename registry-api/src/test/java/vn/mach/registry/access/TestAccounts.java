package vn.mach.registry.access;

import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.registry.accounts.Account;
import vn.mach.registry.accounts.Quota;

final class TestAccounts {
    static final ScramMechanism SHA_256 = ScramMechanism.SCRAM_SHA_256;
    static final ScramMechanism SHA_512 = ScramMechanism.SCRAM_SHA_512;
    static final Quota QUOTA = new Quota(1, 2, 3);

    private TestAccounts() {}

    static Account active(String id) {
        return of(id, Account.State.ACTIVE, Set.of(SHA_512), null);
    }

    static Account of(String id, Account.State state, Set<ScramMechanism> made, @Nullable Instant previousUntil) {
        return new Account(
                AccountId.parse(id),
                state,
                SHA_512,
                made,
                previousUntil,
                state == Account.State.DISABLED ? Account.Disabler.AGENCY : null,
                QUOTA,
                Instant.EPOCH,
                null,
                null);
    }
}
