package vn.mach.router.topology;

import org.jspecify.annotations.Nullable;

/** What a change of a row is to a subscriber of a view, which knows only the row's images in it. */
enum RowTransition {
    /** Not in the view before and after, or in it with nothing visible changed. */
    NONE,
    ENTERS,
    CHANGES,
    LEAVES,
    /** Stays, under another key: to a subscriber one row ends and another begins. */
    MOVES;

    /** @param before null when the row was not in the view; {@code after} likewise */
    static RowTransition between(@Nullable Image before, @Nullable Image after) {
        if (before == null) {
            return after == null ? NONE : ENTERS;
        }
        if (after == null) {
            return LEAVES;
        }
        if (!after.hasKeyOf(before)) {
            return MOVES;
        }
        return after.hasRowOf(before) ? NONE : CHANGES;
    }
}
