package vn.mach.sandbox.story;

import java.util.ArrayList;
import java.util.List;

/** What a story has compared and claimed, and whether all of it was so. */
final class Verdict {
    private final List<Comparison> comparisons = new ArrayList<>();
    private final List<String> untrue = new ArrayList<>();

    void compared(Comparison comparison) {
        comparisons.add(comparison);
    }

    /** Something the story says of what happened; answers the words for its line. */
    String claimed(String claim, boolean isTrue) {
        if (isTrue) {
            return claim;
        }
        untrue.add(claim);
        return "NOT SO: " + claim;
    }

    /** Whether something was compared, all that was is equal, and no claim was untrue. */
    boolean isGood() {
        return !comparisons.isEmpty() && comparisons.stream().allMatch(Comparison::isEqual) && untrue.isEmpty();
    }

    @Override
    public String toString() {
        var equal = comparisons.stream().filter(Comparison::isEqual).count();
        return equal + " of " + comparisons.size() + " comparisons equal"
                + (untrue.isEmpty() ? "" : ", claims that are NOT SO: " + untrue.size());
    }
}
