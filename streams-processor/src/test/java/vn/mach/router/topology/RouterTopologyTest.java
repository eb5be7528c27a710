package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Position;
import vn.mach.connection.Secret;
import vn.mach.view.ColumnRule;

class RouterTopologyTest {
    private static final String HANOI = "province = 'HN'";

    private final Exchange exchange = Exchange.of(PERSON);

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void a_subscriber_sees_only_granted_rows_and_columns() {
        exchange.view(
                "residents",
                HANOI,
                new ColumnRule.Keep("id"),
                new ColumnRule.Keep("province"),
                new ColumnRule.Mask("name", 0, 0));

        exchange.publish(person("1", "An", "HN", 30), person("2", "Bình", "HCM", 40));

        assertThat(exchange.contentOf("residents")).containsExactly(row("id", "1", "name", "**", "province", "HN"));
    }

    @Test
    void a_row_that_enters_is_created_and_one_that_leaves_is_deleted_with_a_tombstone() {
        exchange.view("residents", HANOI, keep("id", "province"));

        exchange.publish(person("1", "An", "HCM"), person("1", "An", "HN"), person("1", "An", "HCM"));

        assertThat(exchange.opsOf("residents")).isEqualTo("cd-");
        assertThat(exchange.contentOf("residents")).isEmpty();
    }

    @Test
    void a_row_that_stays_is_told_only_if_a_visible_column_changed() {
        exchange.view("residents", HANOI, keep("id", "name"));

        exchange.publish(person("1", "An", "HN", 30), person("1", "An", "HN", 31), person("1", "Ân", "HN", 31));

        assertThat(exchange.opsOf("residents")).isEqualTo("cu");
        assertThat(exchange.contentOf("residents")).containsExactly(row("id", "1", "name", "Ân"));
    }

    @Test
    void a_row_whose_condition_is_unknown_is_not_in_the_view() {
        exchange.view("adults", "age >= 18", keep("id", "age"));

        exchange.publish(person("1", "An", "HN", null), person("2", "Bình", "HN", 18));

        assertThat(exchange.contentOf("adults")).containsExactly(row("id", "2", "age", 18));
    }

    @Test
    void a_deleted_row_is_deleted_from_the_views_it_was_in_and_from_no_other() {
        exchange.view("residents", HANOI, keep("id")).view("southerners", "province = 'HCM'", keep("id"));

        exchange.publish(person("1", "An", "HN")).delete(person("1"), person("unseen"));

        assertThat(exchange.opsOf("residents")).isEqualTo("cd-");
        assertThat(exchange.opsOf("southerners")).isEmpty();
    }

    @Test
    void an_event_that_is_not_newer_than_the_last_of_its_key_is_dropped() {
        exchange.view("all", "", keep("id", "name"));
        exchange.publish(person("1", "An", "HN"), person("1", "Ân", "HN"));

        exchange.publishAgain(1, person("1", "old", "HN")).publishAgain(2, person("1", "same", "HN"));

        assertThat(exchange.contentOf("all")).containsExactly(row("id", "1", "name", "Ân"));
    }

    @Test
    void an_old_event_does_not_bring_back_a_deleted_row() {
        exchange.view("all", "", keep("id"));
        exchange.publish(person("1", "An", "HN")).delete(person("1"));

        exchange.publishAgain(1, person("1", "An", "HN"));

        assertThat(exchange.contentOf("all")).isEmpty();
    }

    @Test
    void a_tombstone_deletes_when_compaction_has_taken_the_delete_event() {
        exchange.view("all", "", keep("id"));

        exchange.publish(person("1", "An", "HN")).compactedDelete(person("1"));

        assertThat(exchange.opsOf("all")).isEqualTo("cd-");
    }

    @Test
    void a_row_read_by_a_snapshot_enters_as_read() {
        exchange.view("all", "", keep("id"));

        exchange.snapshot(person("1", "An", "HN"));

        assertThat(exchange.opsOf("all")).isEqualTo("r");
        assertThat(exchange.eventsOf("all").get(0).event().source().snapshot()).isTrue();
    }

    @Test
    void an_event_carries_the_position_and_commit_time_of_its_source_and_the_version_of_its_view() {
        exchange.view("all", "", keep("id"));

        exchange.publish(person("1", "An", "HN"));

        var event = exchange.eventsOf("all").get(0);
        assertThat(event.position()).isEqualTo(new Position(1, 1, 0).toString());
        assertThat(event.version()).isEqualTo("1");
        assertThat(event.event().source().position()).isEqualTo(new Position(1, 1, 0));
        assertThat(event.event().source().committedAtMicros()).isEqualTo(1_700_000_000_000_000L);
        assertThat(event.event().source().dataset()).isEqualTo("moj.person");
    }

    @Test
    void a_pseudonym_in_the_key_never_shows_the_key() {
        exchange.view("research", "", new ColumnRule.Pseudonym("id"), new ColumnRule.Keep("age"));

        exchange.publish(person("012345678901", "An", "HN", 30)).delete(person("012345678901"));

        assertThat(exchange.opsOf("research")).isEqualTo("cd-");
        assertThat(exchange.eventsOf("research")).allSatisfy(event -> {
            assertThat(event.key().get("id").toString()).matches("[0-9a-f]{32}");
            assertThat(event.toString()).doesNotContain("012345678901");
        });
    }

    @Test
    void another_secret_of_the_pseudonyms_is_refused_since_what_is_published_could_not_be_deleted() {
        exchange.view("research", "", new ColumnRule.Pseudonym("id")).publish(person("1"));

        assertThatThrownBy(
                        () -> exchange.restartWith(new Secret("another secret")).publish(person("2")))
                .rootCause()
                .hasMessageContaining("pseudonym-secret");
    }

    @Test
    void another_secret_is_taken_where_no_view_shows_a_pseudonym() {
        exchange.view("all", "", keep("id")).publish(person("1"));

        exchange.restartWith(new Secret("another secret")).publish(person("2"));

        assertThat(exchange.contentOf("all")).containsExactly(row("id", "1"), row("id", "2"));
    }

    @Test
    void the_scan_of_a_new_view_does_not_go_in_the_order_of_the_keys() {
        var ids = IntStream.range(100, 200).mapToObj(Integer::toString).toList();
        exchange.view("first", "false", keep("id"));
        ids.forEach(id -> exchange.publish(person(id)));

        exchange.define("second", "", keep("id")).ticks(3);

        var told = exchange.eventsOf("second").stream()
                .map(event -> event.key().get("id").toString())
                .toList();
        assertThat(told).containsExactlyInAnyOrderElementsOf(ids).isNotEqualTo(ids);
    }
}
