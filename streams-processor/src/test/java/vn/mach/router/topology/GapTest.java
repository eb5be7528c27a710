package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Position;
import vn.mach.view.ViewStatus;
import vn.mach.view.ViewStatus.Incomplete;
import vn.mach.view.ViewStatus.State;

class GapTest {
    private static final Position FROM = new Position(1, 1, 0);
    private static final String REASON = "the slot is gone";

    private final Exchange exchange = Exchange.of(PERSON);

    @BeforeEach
    void one_person_in_a_view() {
        exchange.view("all", "", keep("id", "name")).publish(person("1", "An", "HN"));
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    private ViewStatus lastStatusOf(String view) {
        var all = exchange.statusesOf(view);
        return all.get(all.size() - 1);
    }

    private String lastHeaderOf(String view) {
        var all = exchange.eventsOf(view);
        return all.get(all.size() - 1).incomplete();
    }

    @Test
    void what_is_written_while_a_gap_is_open_says_since_which_position_it_is_incomplete() {
        exchange.gap(FROM, REASON).publish(person("1", "Ân", "HN")).delete(person("1"));

        var events = exchange.eventsOf("all");
        assertThat(exchange.opsOf("all")).isEqualTo("cud-");
        assertThat(events.get(0).incomplete()).isNull();
        assertThat(events.subList(1, 4))
                .allSatisfy(event -> assertThat(event.incomplete()).isEqualTo(FROM.toString()));
    }

    @Test
    void what_is_written_after_it_is_closed_says_nothing() {
        exchange.gap(FROM, REASON).gapClosed().publish(person("2", "Bình", "HN"));

        assertThat(lastHeaderOf("all")).isNull();
    }

    @Test
    void a_gap_from_nobody_knows_where_is_since_unknown() {
        exchange.gap(null, REASON).publish(person("2", "Bình", "HN"));

        assertThat(lastHeaderOf("all")).isEqualTo("unknown");
        assertThat(lastStatusOf("all").incomplete()).isEqualTo(new Incomplete(null, REASON));
    }

    @Test
    void the_status_of_every_view_tells_it_and_tells_when_it_is_over() {
        exchange.view("none", "false", keep("id"));
        int before = exchange.statusesOf("none").size();

        exchange.gap(FROM, REASON);

        assertThat(lastStatusOf("all").incomplete()).isEqualTo(new Incomplete(FROM, REASON));
        assertThat(lastStatusOf("all").state()).isEqualTo(State.LIVE);
        assertThat(lastStatusOf("none").incomplete()).isEqualTo(new Incomplete(FROM, REASON));
        exchange.gapClosed();
        assertThat(lastStatusOf("all").incomplete()).isNull();
        assertThat(lastStatusOf("none").incomplete()).isNull();
        assertThat(exchange.statusesOf("none")).hasSize(before + 2);
    }

    @Test
    void a_view_that_is_new_meanwhile_is_incomplete_as_well() {
        exchange.gap(FROM, REASON).view("new", "", keep("id")).ticks(3);

        assertThat(exchange.statusesOf("new")).isNotEmpty().allSatisfy(status -> assertThat(status.incomplete())
                .isEqualTo(new Incomplete(FROM, REASON)));
        assertThat(lastHeaderOf("new")).isEqualTo(FROM.toString());
    }

    @Test
    void a_restart_does_not_forget_it() {
        exchange.gap(FROM, REASON).restart().publish(person("2", "Bình", "HN"));

        assertThat(lastHeaderOf("all")).isEqualTo(FROM.toString());
        exchange.reopen("all").tick();
        assertThat(lastStatusOf("all").incomplete()).isEqualTo(new Incomplete(FROM, REASON));
    }

    @Test
    void a_router_that_lost_its_state_reads_it_again() {
        exchange.gap(FROM, REASON);

        try (var other = exchange.afterLosingAllState()) {
            other.publish(person("2", "Bình", "HN"));
            assertThat(other.eventsOf("all")
                            .get(other.eventsOf("all").size() - 1)
                            .incomplete())
                    .isEqualTo(FROM.toString());
        }
    }

    @Test
    void a_closed_gate_stays_acknowledged() {
        exchange.shut("all").tick();
        long revision = lastStatusOf("all").revision();

        exchange.gap(FROM, REASON);

        assertThat(lastStatusOf("all").state()).isEqualTo(State.CLOSED);
        assertThat(lastStatusOf("all").revision()).isEqualTo(revision);
        assertThat(lastStatusOf("all").incomplete()).isNotNull();
    }

    @Test
    void a_further_gap_while_one_is_open_leaves_the_views_incomplete_since_the_first() {
        exchange.gap(FROM, REASON).gap(new Position(1, 2, 0), "again").publish(person("2", "Bình", "HN"));

        assertThat(lastHeaderOf("all")).isEqualTo(FROM.toString());
        exchange.gapClosed();
        assertThat(lastStatusOf("all").incomplete()).isNull();
    }

    @Test
    void an_old_gap_does_not_open_again() {
        exchange.gap(FROM, REASON).gapClosed();
        var told = exchange.statusesOf("all").size();

        exchange.gapAgain(2, FROM, REASON).publish(person("2", "Bình", "HN"));

        assertThat(lastHeaderOf("all")).isNull();
        assertThat(exchange.statusesOf("all")).hasSize(told);
    }

    @Test
    void a_retired_view_is_not_told_of() {
        exchange.retire("all").ticks(3);
        var told = exchange.statusesOf("all").size();

        exchange.gap(FROM, REASON);

        assertThat(exchange.statusesOf("all")).hasSize(told);
    }
}
