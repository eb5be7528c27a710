package vn.mach.registry.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingDaysTest {
    private final WorkingDays days = WorkingDays.known();

    @ParameterizedTest(name = "{0} + {1} = {2}")
    @CsvSource({
        // Tuesday; over a weekend; from a Saturday, whose day begins on Monday
        "2026-03-03T09:00, 2, 2026-03-05T09:00",
        "2026-03-06T16:30, 2, 2026-03-10T16:30",
        "2026-03-07T11:00, 2, 2026-03-11T00:00",
        "2026-03-07T11:00, 0, 2026-03-09T00:00",
        // Over Tết, over 30 April and 1 May, over the day before the National Day
        "2026-02-13T10:00, 2, 2026-02-24T10:00",
        "2026-04-29T10:00, 1, 2026-05-04T10:00",
        "2026-08-31T10:00, 1, 2026-09-03T10:00",
        // A Saturday that was swapped for a Friday; a year of which only the yearly holidays are known
        "2026-01-09T10:00, 1, 2026-01-10T10:00",
        "2026-01-01T10:00, 1, 2026-01-06T00:00",
        "2031-04-29T10:00, 1, 2031-05-02T10:00"
    })
    void a_time_limit_counts_the_days_on_which_offices_work(LocalDateTime from, int count, LocalDateTime until) {
        assertThat(days.after(inVietNam(from), count)).isEqualTo(inVietNam(until));
    }

    @Test
    void the_days_are_data() {
        var made = WorkingDays.of(List.of("2026-03-04,holiday,a day off", "--03-05,holiday,each year"));

        assertThat(made.after(inVietNam(LocalDateTime.parse("2026-03-03T09:00")), 1))
                .isEqualTo(inVietNam(LocalDateTime.parse("2026-03-06T09:00")));
    }

    private static Instant inVietNam(LocalDateTime at) {
        return at.atZone(WorkingDays.COUNTRY).toInstant();
    }
}
