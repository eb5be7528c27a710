package vn.mach.registry.accounts;

import java.time.Instant;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Refusal;

/**
 * Where a new secret goes.
 *
 * @param until until when the secret before is good too; null for not at all
 * @param again a rotation that was not finished is done again: its secret is replaced, the one before stays what it is
 */
record NextSecret(ScramMechanism mechanism, @Nullable Instant until, boolean again) {
    /** Refuses a second overlap before the first is over. */
    static NextSecret after(Account before, @Nullable Instant until) {
        boolean unfinished = before.state() == Account.State.PENDING;
        boolean overlapped = before.previousUntil() != null;
        if (until == null || (unfinished && !overlapped)) {
            return new NextSecret(before.mechanism(), null, false);
        }
        if (unfinished) {
            return new NextSecret(before.mechanism(), until, true);
        }
        if (overlapped) {
            throw new Refusal.Conflict(
                    "rotation-under-way",
                    "the secret before the present one is good until " + before.previousUntil()
                            + ": wait, or rotate without overlap, which ends both");
        }
        return new NextSecret(Account.other(before.mechanism()), until, false);
    }
}
