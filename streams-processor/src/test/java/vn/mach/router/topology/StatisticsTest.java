package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Statistics;

class StatisticsTest {
    private static final String HANOI = "province = 'HN'";
    private static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final Exchange exchange = Exchange.of(PERSON);

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void events_are_counted_by_operation_and_a_delete_s_tombstone_apart() {
        exchange.view("residents", HANOI, keep("id", "name"));

        exchange.publish(person("1", "An", "HN"), person("1", "Ân", "HN"), person("2", "Bình", "HN"))
                .delete(person("2"))
                .publish(person("1", "Ân", "HCM"));

        assertThat(told("residents").published()).isEqualTo(new Statistics.Published(2, 1, 2, 0, 2));
    }

    @Test
    void a_change_is_published_suppressed_withheld_or_failed_and_nothing_else() {
        exchange.view("residents", HANOI, keep("id", "name"));

        exchange.publish(person("1", "An", "HN", 30), person("1", "An", "HN", 31), person("2", "Bình", "HCM"));

        var told = told("residents");
        assertThat(told.published().events()).isEqualTo(1);
        assertThat(told.suppressed()).isEqualTo(1);
        assertThat(told.withheld()).isEqualTo(1);
        assertThat(told.failed()).isZero();
    }

    @Test
    void what_is_dropped_as_old_or_kept_as_a_dead_letter_is_no_change() {
        exchange.view("residents", HANOI, keep("id"));

        exchange.publish(person("1", "An", "HCM"), person("1", "An", "HCM"))
                .publishAgain(1, person("1", "An", "HCM"))
                .raw(person("2"), new byte[] {1});

        assertThat(later("residents").withheld()).isEqualTo(2);
    }

    @Test
    void changes_behind_a_closed_gate_are_withheld_and_what_the_opening_tells_is_read() {
        exchange.view("residents", HANOI, keep("id")).shut("residents").tick();
        exchange.publish(person("1", "An", "HN"), person("2", "Bình", "HN"));

        exchange.reopen("residents").ticks(3);

        var told = told("residents");
        assertThat(told.withheld()).isEqualTo(2);
        assertThat(told.published()).isEqualTo(new Statistics.Published(0, 0, 0, 2, 0));
    }

    @Test
    void a_view_answers_for_changes_since_it_is_there() {
        exchange.view("first", "false", keep("id")).publish(person("1"), person("2"));
        exchange.view("second", "false", keep("id")).publish(person("3"));

        exchange.later(Duration.ofHours(1)).ticks(3);

        assertThat(exchange.statisticsOf("first").get(0).withheld()).isEqualTo(3);
        assertThat(exchange.statisticsOf("second").get(0).withheld()).isEqualTo(1);
    }

    @Test
    void a_retired_view_has_a_last_word_and_none_after_it() {
        exchange.view("first", HANOI, keep("id")).publish(person("1", "An", "HN"), person("2", "Bình", "HCM"));
        exchange.retire("first").ticks(3).publish(person("3", "Chi", "HCM"));

        exchange.later(Duration.ofHours(1)).publish(person("4", "Dung", "HCM"));
        exchange.later(Duration.ofHours(1)).ticks(300);

        assertThat(exchange.statisticsOf("first")).singleElement().satisfies(told -> {
            assertThat(told.withheld()).isEqualTo(1);
            assertThat(told.published()).isEqualTo(new Statistics.Published(1, 0, 1, 0, 1));
        });
    }

    @Test
    void the_bytes_are_those_of_keys_and_values() {
        exchange.view("residents", "", keep("id"));

        exchange.publish(person("1")).delete(person("1"));

        // Twice the key and the event, once the key of the tombstone
        assertThat(told("residents").bytes())
                .isEqualTo(exchange.bytesOf("residents"))
                .isPositive();
    }

    @Test
    void an_event_s_latency_is_from_its_commit_and_what_was_read_has_none() {
        exchange.view("residents", "", keep("id")).publish(person("1")).snapshot(person("2"));

        var latency = told("residents").latency();

        // The tests' commits are of 2023
        assertThat(latency).hasSize(Statistics.LATENCY_MILLIS.size() + 1).endsWith(1L);
        assertThat(latency.stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    }

    @Test
    void each_hour_is_counted_for_itself_and_final_when_it_is_over() {
        exchange.view("residents", HANOI, keep("id")).publish(person("1", "An", "HN"));
        exchange.later(Duration.ofHours(1)).publish(person("2", "Bình", "HN"), person("3", "Chi", "HCM"));
        exchange.later(Duration.ofHours(1)).ticks(600);

        var hours = exchange.statisticsOf("residents");

        assertThat(hours).extracting(Statistics::hour).containsExactly(MIDNIGHT, MIDNIGHT + 3_600_000);
        assertThat(hours).extracting(it -> it.published().events()).containsExactly(1L, 1L);
        assertThat(hours).extracting(Statistics::withheld).containsExactly(0L, 1L);
    }

    @Test
    void nothing_is_kept_of_an_hour_that_was_told() {
        exchange.view("residents", HANOI, keep("id")).publish(person("1", "An", "HN"));
        int before = exchange.progressEntries();

        exchange.later(Duration.ofHours(1)).ticks(1_000);

        assertThat(exchange.progressEntries()).isLessThan(before);
    }

    @Test
    void totals_are_right_after_restarts_at_any_moment_and_add_up_to_the_records_on_the_topic() {
        var random = new Random(42);
        exchange.view("residents", HANOI, keep("id", "name")).view("all", "", keep("id"));

        for (int i = 0; i < 300; i++) {
            var id = Integer.toString(random.nextInt(20));
            switch (random.nextInt(8)) {
                case 0 -> exchange.delete(person(id));
                case 1 -> exchange.restart().tick();
                case 2 -> exchange.ticks(random.nextInt(300));
                default -> exchange.publish(person(id, "n" + random.nextInt(3), random.nextBoolean() ? "HN" : "HCM"));
            }
        }

        for (var view : new String[] {"residents", "all"}) {
            assertThat(later(view).published().records())
                    .isEqualTo(exchange.eventsOf(view).size());
            assertThat(exchange.statisticsOf(view)).hasSize(1);
        }
    }

    /** What is told of the only hour so far. */
    private Statistics told(String view) {
        exchange.later(Duration.ofSeconds(5)).ticks(2);
        var all = exchange.statisticsOf(view);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** The last word on it. */
    private Statistics later(String view) {
        exchange.later(Duration.ofHours(1)).ticks(300);
        return exchange.statisticsOf(view).get(0);
    }
}
