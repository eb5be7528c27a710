package vn.mach.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpochTest {
    @Test
    void a_later_history_has_a_greater_epoch_though_nobody_knows_the_earlier_one() {
        int first = Epoch.next(null, Instant.parse("2026-11-25T08:00:00Z"));
        int later = Epoch.next(null, Instant.parse("2026-11-25T08:01:00Z"));

        assertThat(first).isEqualTo(998_400);
        assertThat(later).isEqualTo(first + 1);
        assertThat(new Position(later, 0, 0).isAfter(new Position(first, Long.MAX_VALUE, 7)))
                .isTrue();
    }

    @Test
    void a_known_earlier_history_is_passed_even_if_the_clock_went_back() {
        assertThat(Epoch.next(998_400, Instant.parse("2025-01-01T00:05:00Z"))).isEqualTo(998_401);
        assertThat(Epoch.next(1, Instant.parse("2025-01-01T00:05:00Z"))).isEqualTo(5);
        assertThat(Epoch.next(null, Instant.parse("1970-01-01T00:00:00Z"))).isEqualTo(1);
    }

    @Test
    void there_is_room_for_four_thousand_years() {
        assertThat(Epoch.next(null, Instant.parse("6000-01-01T00:00:00Z"))).isPositive();
    }
}
