package vn.mach.registry.agencies;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.naming.AgencyId;

class SuccessionsTest {
    private static final AgencyId FIRST = AgencyId.of("ha-tay");
    private static final AgencyId SECOND = AgencyId.of("hanoi");
    private static final AgencyId THIRD = AgencyId.of("capital");
    private static final LocalDate ONE_DAY = LocalDate.parse("2008-08-01");
    private static final LocalDate LATER = LocalDate.parse("2030-01-01");

    private final Successions known = Successions.of(
            List.of(new Merger(FIRST, SECOND, ONE_DAY, "15/2008/QH12"), new Merger(SECOND, THIRD, LATER, "a law")));

    @Test
    void an_agency_answers_for_itself_until_the_day_it_ends() {
        assertThat(known.responsible(FIRST, ONE_DAY.minusDays(1))).isEqualTo(FIRST);
        assertThat(known.responsible(FIRST, ONE_DAY)).isEqualTo(SECOND);
        assertThat(known.answersFor(FIRST, ONE_DAY)).isEmpty();
    }

    @Test
    void a_successor_answers_for_all_that_ended_in_it_one_after_the_other() {
        assertThat(known.answersFor(SECOND, ONE_DAY)).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(known.answersFor(THIRD, LATER)).containsExactlyInAnyOrder(FIRST, SECOND, THIRD);
        assertThat(known.responsible(FIRST, LATER)).isEqualTo(THIRD);
    }

    @Test
    void an_agency_without_a_merger_answers_for_itself() {
        assertThat(known.answersFor(AgencyId.of("hue"), LATER)).containsExactly(AgencyId.of("hue"));
    }
}
