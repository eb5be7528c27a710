package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.view.ColumnRule;
import vn.mach.view.ViewStatus.State;

/** A scan looks at two rows a tick here. */
class ViewBootstrapTest {
    private static final String HANOI = "province = 'HN'";

    private final Exchange exchange = Exchange.of(PERSON, 2);

    @BeforeEach
    void six_people() {
        exchange.view("first", "province = 'none'", keep("id"));
        for (int i = 1; i <= 6; i++) {
            exchange.publish(person("" + i, "person " + i, i % 2 == 0 ? "HCM" : "HN", i * 10));
        }
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void a_new_view_reads_each_row_once_from_what_the_router_keeps() {
        exchange.define("residents", HANOI, keep("id")).ticks(10);

        assertThat(exchange.opsOf("residents")).isEqualTo("rrr");
        assertThat(exchange.contentOf("residents")).containsExactly(row("id", "1"), row("id", "3"), row("id", "5"));
    }

    @Test
    void a_bootstrap_tells_how_far_it_is_and_when_the_view_is_live() {
        exchange.define("residents", HANOI, keep("id")).ticks(10);

        var statuses = exchange.statusesOf("residents");
        assertThat(statuses.get(0).state()).isEqualTo(State.BOOTSTRAPPING);
        assertThat(exchange.stateOf("residents")).isEqualTo(State.LIVE);
        assertThat(statuses.get(statuses.size() - 1).scanned()).isEqualTo(6);
        assertThat(statuses.get(statuses.size() - 1).revision()).isEqualTo(1);
    }

    @Test
    void changes_during_a_bootstrap_are_told_behind_the_cursor_and_left_to_the_scan_ahead_of_it() {
        exchange.define("residents", HANOI, keep("id", "name")).tick();

        exchange.publish(person("1", "changed", "HN"), person("5", "changed", "HN"), person("7", "new", "HN"));

        assertThat(exchange.opsOf("residents")).isEqualTo("ru");
        exchange.ticks(10);
        assertThat(exchange.opsOf("residents")).isEqualTo("rurrr");
        assertThat(exchange.contentOf("residents"))
                .containsExactly(
                        row("id", "1", "name", "changed"),
                        row("id", "3", "name", "person 3"),
                        row("id", "5", "name", "changed"),
                        row("id", "7", "name", "new"));
    }

    @Test
    void a_bootstrap_goes_on_where_it_was_after_a_crash() {
        exchange.define("residents", HANOI, keep("id")).ticks(2).restart().ticks(10);

        assertThat(exchange.opsOf("residents")).isEqualTo("rrr");
        assertThat(exchange.stateOf("residents")).isEqualTo(State.LIVE);
    }

    @Test
    void a_new_version_tells_only_what_differs() {
        exchange.define("residents", HANOI, keep("id", "name")).ticks(10);

        exchange.define("residents", "age <= 20", keep("id", "name")).ticks(10);

        assertThat(exchange.opsOf("residents")).isEqualTo("rrr" + "rd-d-");
        assertThat(exchange.contentOf("residents"))
                .containsExactly(row("id", "1", "name", "person 1"), row("id", "2", "name", "person 2"));
    }

    @Test
    void a_new_version_with_another_column_tells_every_row_again_as_changed() {
        exchange.define("residents", HANOI, keep("id")).ticks(10);

        exchange.define("residents", HANOI, keep("id", "age")).ticks(10);

        assertThat(exchange.opsOf("residents")).isEqualTo("rrruuu");
        assertThat(exchange.eventsOf("residents").get(5).version()).isEqualTo("2");
    }

    @Test
    void a_change_ahead_of_the_scan_of_a_new_version_is_told_by_the_new_version_and_once() {
        exchange.define("residents", HANOI, keep("id", "name", "province")).ticks(10);
        exchange.define("residents", HANOI, keep("id", "name")).tick();

        exchange.publish(person("5", "changed", "HN"));

        var last = exchange.eventsOf("residents")
                .get(exchange.eventsOf("residents").size() - 1);
        assertThat(last.row()).isEqualTo(row("id", "5", "name", "changed"));
        exchange.ticks(10);
        assertThat(exchange.opsOf("residents")).isEqualTo("rrr" + "u" + "u" + "u");
        assertThat(exchange.remembered()).isZero();
    }

    @Test
    void a_new_version_whose_pseudonyms_differ_replaces_every_key() {
        exchange.define("research", HANOI, new ColumnRule.Pseudonym("id")).ticks(10);
        var before = exchange.contentOf("research");

        exchange.define("research", HANOI, new ColumnRule.Pseudonym("id")).ticks(10);

        assertThat(exchange.opsOf("research")).isEqualTo("rrr" + "d-rd-rd-r");
        assertThat(exchange.contentOf("research")).hasSize(3).doesNotContainAnyElementsOf(before);
    }

    @Test
    void a_revision_without_another_definition_is_answered_without_a_scan() {
        exchange.define("residents", HANOI, keep("id")).ticks(10);

        exchange.reopen("residents").tick();

        assertThat(exchange.opsOf("residents")).isEqualTo("rrr");
        assertThat(exchange.statusesOf("residents")
                        .get(exchange.statusesOf("residents").size() - 1)
                        .revision())
                .isEqualTo(2);
    }

    @Test
    void a_retired_view_ends_with_every_row_deleted() {
        exchange.define("residents", HANOI, keep("id")).ticks(10);

        exchange.retire("residents").tick();
        exchange.publish(person("5", "moved", "HCM"), person("9", "new", "HN")).ticks(10);

        assertThat(exchange.opsOf("residents")).isEqualTo("rrr" + "d-d-d-");
        assertThat(exchange.stateOf("residents")).isEqualTo(State.RETIRED);
        exchange.publish(person("11", "new", "HN"));
        assertThat(exchange.contentOf("residents")).isEmpty();
    }

    @Test
    void a_view_whose_topic_goes_while_it_is_retired_is_retired() {
        exchange.define("residents", HANOI, keep("id")).ticks(10);

        exchange.retire("residents").tick().topicIsGone("residents").ticks(3);

        assertThat(exchange.opsOf("residents")).isEqualTo("rrr" + "d-");
        assertThat(exchange.stateOf("residents")).isEqualTo(State.RETIRED);
    }

    @Test
    void a_retired_view_whose_topic_is_gone_is_written_no_more() {
        exchange.define("residents", HANOI, keep("id")).ticks(10);

        exchange.retire("residents").topicIsGone("residents").ticks(10);
        exchange.publish(person("1", "moved", "HCM"));

        assertThat(exchange.opsOf("residents")).isEqualTo("rrr");
        assertThat(exchange.stateOf("residents")).isEqualTo(State.RETIRED);
    }
}
