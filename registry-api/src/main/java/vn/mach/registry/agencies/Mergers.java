package vn.mach.registry.agencies;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;

/**
 * Ends agencies in another. Slugs never change, so topics, users, groups and ACLs stay as they are and no consumer sees
 * anything of it; what moves is who answers for them.
 */
final class Mergers {
    private final AgencyStore agencies;
    private final AuditLog audit;
    private final MergerStore store = new MergerStore();

    Mergers(AgencyStore agencies, AuditLog audit) {
        this.agencies = agencies;
        this.audit = audit;
    }

    /** Records what is new of it; a repeated merger changes nothing. */
    List<Agency> merge(Handle tx, Caller caller, NewMerger wanted, Instant now) {
        agencies.lockCodes(tx);
        for (var merger : wanted.mergers()) {
            var known = store.all(tx);
            if (!known.has(merger)) {
                requirePossible(tx, merger, known);
                store.insert(tx, merger, now);
                closeCodes(tx, merger);
                audit.record(
                        tx,
                        caller,
                        "agency.merge",
                        merger.from(),
                        Map.of(
                                "into", merger.into().slug(),
                                "on", merger.on().toString(),
                                "legalBasis", merger.legalBasis()));
            }
        }
        return wanted.mergers().stream()
                .map(merger -> agencies.find(tx, merger.from()).orElseThrow())
                .toList();
    }

    Successions all(Handle tx) {
        return store.all(tx);
    }

    private void requirePossible(Handle tx, Merger merger, Successions known) {
        for (var agency : List.of(merger.from(), merger.into())) {
            if (!agencies.lock(tx, agency)) {
                throw new Refusal.NotFound("agency", agency);
            }
        }
        var other = known.byEnded().get(merger.from());
        if (other != null) {
            throw new Refusal.Conflict(
                    "agency-merged",
                    "agency '" + merger.from() + "' ends in '" + other.into() + "' on " + other.on() + " ("
                            + other.legalBasis() + "): an agency ends once");
        }
        if (!known.isThereOn(merger.into(), merger.on())) {
            throw new Refusal.Conflict(
                    "successor-ended", "agency '" + merger.into() + "' has ended by " + merger.on() + " itself");
        }
        if (known.succeedsAfter(merger.from(), merger.on())) {
            throw new Refusal.Conflict(
                    "agency-needed", "another agency ends in '" + merger.from() + "' after " + merger.on());
        }
    }

    /** The day before is a code's last. */
    private void closeCodes(Handle tx, Merger merger) {
        for (var code : agencies.find(tx, merger.from()).orElseThrow().codes()) {
            if (!code.validFrom().isBefore(merger.on())) {
                throw new Refusal.Conflict(
                        "code-begins-later",
                        "code '" + code.code() + "' of '" + merger.from() + "' is valid from " + code.validFrom()
                                + ": an agency has no code from the day on which it ends");
            }
            if (code.isValidOn(merger.on())) {
                agencies.close(tx, merger.from(), code, merger.on().minusDays(1));
            }
        }
    }
}
