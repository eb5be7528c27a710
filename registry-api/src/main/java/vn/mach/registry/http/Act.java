package vn.mach.registry.http;

import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What one caller does in one transaction: to the version of the object they know, if they said which. */
public final class Act {
    private final Handle tx;
    private final Caller caller;
    private final @Nullable String ifMatch;
    private boolean compared;

    public Act(Handle tx, Caller caller, @Nullable String ifMatch) {
        this.tx = tx;
        this.caller = caller;
        this.ifMatch = ifMatch;
    }

    public Handle tx() {
        return tx;
    }

    public Caller caller() {
        return caller;
    }

    /** Refuses if the caller knows another version. To be called by every act on something that exists, while it holds the row. */
    public void on(long version) {
        compared = true;
        if (ifMatch != null && !ifMatch.strip().equals("*") && !names(ifMatch, Answer.tag(version))) {
            throw new Refusal.Stale("it is version " + version + " now, not " + ifMatch + ": read it again");
        }
    }

    private static boolean names(String ifMatch, String tag) {
        return Stream.of(ifMatch.split(",")).anyMatch(named -> named.strip().equals(tag));
    }

    /** A condition that nothing looked at is not fulfilled. */
    void requireCompared() {
        if (ifMatch != null && !compared) {
            throw new Refusal.Stale("If-Match is for what exists, and this makes something new: leave it out");
        }
    }
}
