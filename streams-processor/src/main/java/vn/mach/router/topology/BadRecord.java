package vn.mach.router.topology;

import vn.mach.change.DeadLetter.Cause;

/** A record of a dataset's topic that cannot be taken in, whoever tries. The message tells nothing of what is in it. */
final class BadRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Cause why;

    BadRecord(Cause why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    Cause why() {
        return why;
    }
}
