package vn.mach.registry.requests;

import org.jspecify.annotations.Nullable;

/**
 * How an owner answers.
 *
 * @param open not decided yet
 * @param overdue of these, past the time in which they should be
 * @param medianHours from submission to decision (approved by both, or rejected); null while none is decided
 */
record RequestFigures(
        String owner,
        int open,
        int overdue,
        int decided,
        @Nullable Double medianHours,
        @Nullable Double p90Hours) {}
