package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Position;
import vn.mach.view.Gate;
import vn.mach.view.ViewStatus.State;

class ViewGateTest {
    private static final String HANOI = "province = 'HN'";

    private final Exchange exchange = Exchange.of(PERSON, 2);

    @BeforeEach
    void a_live_view() {
        exchange.view("residents", HANOI, keep("id", "name"));
        exchange.publish(person("1", "An", "HN"), person("2", "Bình", "HN"), person("3", "Chi", "HCM"));
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void a_closed_gate_is_acknowledged_with_its_revision_and_the_last_position() {
        exchange.shut("residents").tick();

        var statuses = exchange.statusesOf("residents");
        var last = statuses.get(statuses.size() - 1);
        assertThat(last.state()).isEqualTo(State.CLOSED);
        assertThat(last.revision()).isEqualTo(2);
        assertThat(last.partition()).isZero();
        assertThat(last.position()).isEqualTo(new Position(1, 3, 0));
    }

    @Test
    void a_closed_gate_is_seen_by_the_next_record_without_waiting_for_the_clock() {
        exchange.shut("residents").publish(person("4", "Dung", "HN"));

        assertThat(exchange.opsOf("residents")).isEqualTo("cc");
        assertThat(exchange.stateOf("residents")).isEqualTo(State.CLOSED);
    }

    @Test
    void a_partition_without_data_acknowledges_too() {
        var empty = Exchange.of(PERSON);
        empty.view("residents", HANOI, keep("id")).shut("residents").tick();

        assertThat(empty.stateOf("residents")).isEqualTo(State.CLOSED);
        assertThat(empty.statusesOf("residents").get(2).position()).isNull();
        empty.close();
    }

    @Test
    void nothing_is_written_behind_a_closed_gate() {
        exchange.shut("residents").tick();

        exchange.publish(person("1", "changed", "HN"), person("4", "new", "HN"))
                .delete(person("2"))
                .ticks(5);

        assertThat(exchange.opsOf("residents")).isEqualTo("cc");
    }

    @Test
    void a_restored_partition_does_not_reopen_for_a_revision_it_has_closed() {
        exchange.shut("residents").tick().restart();
        // Another process, whose fleet has not read the news yet.
        exchange.say(exchange.definition("residents").with(Gate.OPEN, 1)).tick();

        exchange.publish(person("4", "new", "HN")).ticks(3);

        assertThat(exchange.opsOf("residents")).isEqualTo("cc");
    }

    @Test
    void a_reopened_view_tells_every_row_since_its_topic_was_emptied_and_deletes_what_has_left() {
        exchange.shut("residents").tick();
        int emptied = exchange.eventsOf("residents").size();
        exchange.delete(person("2")).restart();

        exchange.reopen("residents").ticks(1).restart().ticks(10);

        assertThat(exchange.opsOf("residents")).isEqualTo("cc" + "u" + "d-");
        assertThat(exchange.contentSince(emptied, "residents")).containsExactly(row("id", "1", "name", "An"));
        assertThat(exchange.contentOf("residents")).containsExactly(row("id", "1", "name", "An"));
        assertThat(exchange.remembered()).isZero();
    }

    @Test
    void a_view_that_is_shut_again_while_it_tells_its_rows_anew_begins_anew() {
        exchange.publish(person("4", "Dung", "HN"), person("5", "Giang", "HN"));
        exchange.shut("residents").tick().reopen("residents").tick();
        exchange.shut("residents").tick();
        int emptied = exchange.eventsOf("residents").size();

        exchange.reopen("residents").ticks(10);

        assertThat(exchange.contentSince(emptied, "residents")).hasSize(4);
    }

    @Test
    void a_reopened_view_catches_up_with_what_changed() {
        exchange.shut("residents").tick();
        exchange.publish(person("1", "changed", "HN"), person("3", "Chi", "HN"), person("4", "new", "HCM"))
                .delete(person("2"))
                .restart();

        exchange.reopen("residents").ticks(10);

        assertThat(exchange.opsOf("residents")).isEqualTo("cc" + "u" + "d-" + "r");
        assertThat(exchange.contentOf("residents"))
                .containsExactly(row("id", "1", "name", "changed"), row("id", "3", "name", "Chi"));
        assertThat(exchange.remembered()).isZero();
    }

    @Test
    void a_gate_closed_during_a_bootstrap_stops_it_and_an_open_one_finishes_it() {
        exchange.view("all", "", keep("id"));
        exchange.shut("all").ticks(5);
        assertThat(exchange.opsOf("all")).isEqualTo("rr");

        exchange.delete(person("1")).reopen("all").ticks(10);

        assertThat(exchange.opsOf("all")).isEqualTo("rr" + "d-ur");
        assertThat(exchange.contentOf("all")).containsExactly(row("id", "2"), row("id", "3"));
    }

    @Test
    void a_view_the_fleet_does_not_vouch_for_is_held_and_catches_up_when_it_does() {
        exchange.hold("residents");
        exchange.publish(person("1", "changed", "HN"), person("2", "Bình", "HCM"))
                .ticks(3);
        assertThat(exchange.opsOf("residents")).isEqualTo("cc");

        exchange.release("residents").ticks(5);

        assertThat(exchange.contentOf("residents")).containsExactly(row("id", "1", "name", "changed"));
    }
}
