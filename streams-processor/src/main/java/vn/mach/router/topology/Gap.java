package vn.mach.router.topology;

import org.jspecify.annotations.Nullable;
import vn.mach.change.DatasetControl;
import vn.mach.change.DatasetControl.Kind;
import vn.mach.view.ViewStatus.Incomplete;

/** What was last said of gaps in the dataset, as one partition has heard it. */
final class Gap {
    private @Nullable DatasetControl last;

    /** @param last null when there was none */
    Gap(@Nullable DatasetControl last) {
        this.last = last;
    }

    /**
     * Takes over what is newer and says whether it did. A further gap while one is open changes nothing: the views are
     * incomplete since the first, and one closing closes all.
     */
    boolean hear(DatasetControl said) {
        boolean old = last != null && !said.position().isAfter(last.position());
        if (old || (said.kind() == Kind.GAP && incomplete() != null)) {
            return false;
        }
        last = said;
        return true;
    }

    /** What all views lack now; null when nothing is known to be lost. */
    @Nullable
    Incomplete incomplete() {
        return last == null || last.kind() != Kind.GAP ? null : new Incomplete(last.from(), last.reason());
    }
}
