package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Map<String, Object> KEY = Map.of("code", "01");
    private static final Comparison EQUAL = new Comparison(3, 3, List.of(), Set.of());

    private final Verdict verdict = new Verdict();

    @Test
    void a_story_is_good_if_all_is_equal_and_all_it_claimed_is_so() {
        verdict.compared(EQUAL);

        assertThat(verdict.claimed("moves out are deletes", true)).isEqualTo("moves out are deletes");
        assertThat(verdict.isGood()).isTrue();
        assertThat(verdict).hasToString("1 of 1 comparisons equal");
    }

    @Test
    void one_untrue_claim_spoils_it() {
        verdict.compared(EQUAL);

        assertThat(verdict.claimed("a new phone causes no event", false)).startsWith("NOT SO");
        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.toString()).contains("claims that are NOT SO: 1");
    }

    @Test
    void one_difference_or_one_delete_without_its_tombstone_spoils_it() {
        assertThat(new Comparison(3, 3, List.of(KEY), Set.of()).isEqual()).isFalse();
        assertThat(new Comparison(3, 3, List.of(), Set.of(KEY)).isEqual()).isFalse();
        verdict.compared(new Comparison(3, 3, List.of(), Set.of(KEY)));

        assertThat(verdict.isGood()).isFalse();
    }

    @Test
    void a_story_that_compared_nothing_is_not_good() {
        assertThat(verdict.isGood()).isFalse();
    }
}
