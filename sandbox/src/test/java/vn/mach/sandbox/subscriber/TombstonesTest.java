package vn.mach.sandbox.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TombstonesTest {
    private static final Map<String, Object> AN = Map.of("id", 1L);
    private static final Map<String, Object> BINH = Map.of("id", 2L);

    private final Tombstones tombstones = new Tombstones();

    @Test
    void a_delete_and_its_tombstone_are_a_pair_whatever_happens_to_other_keys_between() {
        tombstones.event(AN, true);
        tombstones.event(BINH, false);
        tombstones.tombstone(AN, false);
        tombstones.event(AN, false);

        assertThat(tombstones.unpaired()).isEmpty();
    }

    @Test
    void a_delete_without_its_tombstone_stays_unpaired_even_if_the_key_comes_back() {
        tombstones.event(AN, true);
        assertThat(tombstones.unpaired()).containsExactly(AN);

        tombstones.event(AN, false);
        assertThat(tombstones.unpaired()).containsExactly(AN);
    }

    @Test
    void a_tombstone_instead_of_the_delete_of_a_held_row_is_unpaired() {
        tombstones.event(AN, false);
        tombstones.tombstone(AN, true);

        assertThat(tombstones.unpaired()).containsExactly(AN);
    }

    @Test
    void a_tombstone_that_compaction_has_left_alone_is_none_of_our_business() {
        tombstones.tombstone(AN, false);

        assertThat(tombstones.unpaired()).isEmpty();
    }
}
