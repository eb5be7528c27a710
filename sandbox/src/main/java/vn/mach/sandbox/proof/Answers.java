package vn.mach.sandbox.proof;

import java.util.List;
import java.util.Locale;

/** How long the API took to answer, in milliseconds, and whether that keeps the promise. */
record Answers(List<Long> millis) {
    private static final long LIMIT_MILLIS = 1_000;
    /** Longer than this is too long for any single answer. */
    private static final long CAP_MILLIS = 3_000;

    Answers {
        millis = millis.stream().sorted().toList();
    }

    /** 99 of 100 answers must be in time; fewer than ten tell little of a tail, and then most of them must be. */
    boolean areInTime() {
        return !millis.isEmpty() && late() <= tolerated() && longest() <= CAP_MILLIS;
    }

    private long late() {
        return millis.stream().filter(it -> it > LIMIT_MILLIS).count();
    }

    private int tolerated() {
        return millis.size() < 10 ? (millis.size() - 1) / 2 : millis.size() / 100;
    }

    private long longest() {
        return millis.get(millis.size() - 1);
    }

    @Override
    public String toString() {
        return millis.isEmpty()
                ? "no answer"
                : String.format(
                        Locale.ROOT,
                        "answer: median %d ms, longest %d ms (at most %d), longer than %d ms: %d of %d (tolerated: %d)",
                        millis.get(millis.size() / 2),
                        longest(),
                        CAP_MILLIS,
                        LIMIT_MILLIS,
                        late(),
                        millis.size(),
                        tolerated());
    }
}
