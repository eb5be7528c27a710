package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.DatasetControl;
import vn.mach.change.DatasetControl.Kind;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.view.ViewStatus.State;

/** A truncation goes over two rows a tick here. */
class TruncationTest {
    private static final String HANOI = "province = 'HN'";

    private final Exchange exchange = Exchange.of(PERSON, 2);

    @BeforeEach
    void six_people_in_two_views() {
        exchange.view("residents", HANOI, keep("id", "name")).view("all", "", keep("id"));
        for (int i = 1; i <= 6; i++) {
            exchange.publish(person("" + i, "person " + i, i % 2 == 0 ? "HCM" : "HN", i * 10));
        }
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void every_row_is_deleted_from_each_view_that_shows_it_and_from_no_other() {
        exchange.view("nobody", "age > 100", keep("id")).ticks(5);

        exchange.truncate().ticks(5);

        assertThat(exchange.opsOf("residents")).isEqualTo("ccc" + "d-d-d-");
        assertThat(exchange.opsOf("all")).isEqualTo("cccccc" + "d-d-d-d-d-d-");
        assertThat(exchange.opsOf("nobody")).isEmpty();
        assertThat(exchange.contentOf("all")).isEmpty();
    }

    @Test
    void the_deletions_carry_the_position_and_the_commit_time_of_the_truncation() {
        exchange.truncate().ticks(5);

        var events = exchange.eventsOf("residents");
        assertThat(events.subList(3, 9))
                .allSatisfy(event -> assertThat(event.position()).isEqualTo(new Position(1, 7, 0).toString()));
        var source = events.get(3).event().source();
        assertThat(source.position()).isEqualTo(new Position(1, 7, 0));
        assertThat(source.committedAtMicros()).isEqualTo(1_700_000_000_000_000L);
        assertThat(source.snapshot()).isFalse();
    }

    @Test
    void it_takes_a_bounded_step_a_tick() {
        exchange.truncate();

        assertThat(exchange.opsOf("all")).isEqualTo("cccccc");
        assertThat(exchange.tick().opsOf("all")).isEqualTo("cccccc" + "d-d-");
        assertThat(exchange.tick().opsOf("all")).isEqualTo("cccccc" + "d-d-" + "d-");
    }

    @Test
    void a_change_of_a_row_that_is_still_to_be_deleted_deletes_it_first() {
        exchange.truncate().tick();

        exchange.publish(person("5", "person 5", "HN", 50));

        assertThat(exchange.opsOf("residents")).isEqualTo("ccc" + "d-" + "d-c");
        exchange.ticks(5);
        assertThat(exchange.opsOf("residents")).isEqualTo("ccc" + "d-" + "d-c" + "d-");
        assertThat(exchange.contentOf("residents")).containsExactly(row("id", "5", "name", "person 5"));
        assertThat(exchange.contentOf("all")).containsExactly(row("id", "5"));
    }

    @Test
    void a_deletion_of_a_row_that_is_still_to_be_deleted_is_told_once() {
        exchange.truncate();

        exchange.delete(person("5")).ticks(5);

        assertThat(exchange.opsOf("residents")).isEqualTo("ccc" + "d-d-d-");
    }

    @Test
    void rows_that_come_after_it_stay() {
        exchange.truncate()
                .publish(person("1", "again", "HN"), person("7", "new", "HN"))
                .ticks(5);

        assertThat(exchange.contentOf("residents"))
                .containsExactly(row("id", "1", "name", "again"), row("id", "7", "name", "new"));
    }

    @Test
    void it_goes_on_where_it_was_after_a_restart() {
        exchange.truncate().tick();

        exchange.restart().ticks(5);

        assertThat(exchange.opsOf("all")).isEqualTo("cccccc" + "d-d-d-d-d-d-");
    }

    @Test
    void a_truncation_that_is_repeated_or_older_changes_nothing() {
        exchange.truncate().ticks(5).publish(person("1", "again", "HN"));

        exchange.truncateAgain(7).truncateAgain(3).restart().truncateAgain(7).ticks(5);

        assertThat(exchange.contentOf("all")).containsExactly(row("id", "1"));
    }

    @Test
    void a_change_that_is_older_is_dropped_whether_its_key_was_seen_or_not() {
        exchange.truncate();

        exchange.publishAgain(6, person("5", "old", "HN"))
                .publishAgain(6, person("9", "old", "HN"))
                .ticks(5)
                .publishAgain(6, person("8", "old", "HN"));

        assertThat(exchange.contentOf("all")).isEmpty();
    }

    @Test
    void a_second_truncation_in_the_middle_of_the_first_starts_over() {
        exchange.truncate().ticks(2).publish(person("1", "again", "HN"));

        exchange.truncate().ticks(5);

        assertThat(exchange.contentOf("all")).isEmpty();
        assertThat(exchange.opsOf("residents")).isEqualTo("ccc" + "d-d-" + "c" + "d-d-");
    }

    @Test
    void a_view_that_is_new_meanwhile_never_shows_what_is_deleted() {
        exchange.truncate().define("new", HANOI, keep("id")).tick();

        exchange.publish(person("7", "new", "HN")).ticks(30);

        assertThat(exchange.opsOf("new")).isEqualTo("r");
        assertThat(exchange.stateOf("new")).isEqualTo(State.LIVE);
    }

    @Test
    void a_bootstrap_in_the_middle_ends_without_the_rows() {
        exchange.define("new", HANOI, keep("id")).tick();
        assertThat(exchange.opsOf("new")).isEqualTo("r");

        exchange.truncate().ticks(30);

        assertThat(exchange.opsOf("new")).isEqualTo("r" + "d-");
        assertThat(exchange.stateOf("new")).isEqualTo(State.LIVE);
    }

    @Test
    void a_change_of_definition_and_a_retirement_in_the_middle_end_without_the_rows_and_delete_each_once() {
        exchange.define("residents", "age <= 30", keep("id", "name")).tick();
        exchange.retire("all").tick();

        exchange.truncate().ticks(30);

        assertThat(exchange.contentOf("residents")).isEmpty();
        assertThat(exchange.opsOf("all")).isEqualTo("cccccc" + "d-d-d-d-d-d-");
        assertThat(exchange.stateOf("residents")).isEqualTo(State.LIVE);
        assertThat(exchange.stateOf("all")).isEqualTo(State.RETIRED);
        assertThat(exchange.remembered()).isZero();
    }

    @Test
    void a_closed_view_is_told_when_it_opens_again() {
        exchange.shut("residents").tick().truncate().ticks(5);
        assertThat(exchange.opsOf("residents")).isEqualTo("ccc");

        exchange.reopen("residents").ticks(30);

        assertThat(exchange.opsOf("residents")).isEqualTo("ccc" + "d-d-d-");
    }

    @Test
    void a_gate_that_closes_in_the_middle_stops_it_for_that_view() {
        exchange.truncate().tick().shut("residents").ticks(5);

        assertThat(exchange.opsOf("residents")).isEqualTo("ccc" + "d-");
        assertThat(exchange.contentOf("all")).isEmpty();
    }

    @Test
    void a_router_that_lost_its_state_ends_with_the_same_content() {
        exchange.truncate().publish(person("2", "again", "HN"), person("7", "new", "HN"));

        try (var other = exchange.afterLosingAllState().ticks(30)) {
            assertThat(other.contentOf("residents"))
                    .isEqualTo(exchange.ticks(5).contentOf("residents"))
                    .containsExactly(row("id", "2", "name", "again"), row("id", "7", "name", "new"));
        }
    }

    @Test
    void what_is_said_of_another_dataset_is_kept_as_a_dead_letter_and_truncates_nothing() {
        var before = exchange.contentOf("residents");

        exchange.say(new DatasetControl(
                        DatasetId.parse("moj.household"), Kind.TRUNCATE, new Position(1, 99, 0), null, null, 0))
                .ticks(5);

        assertThat(exchange.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.cause())
                .isEqualTo(Cause.WRONG_SCHEMA));
        assertThat(exchange.contentOf("residents")).isEqualTo(before).isNotEmpty();
    }
}
