package vn.mach.agent.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import vn.mach.change.Position;

class TransactionProgressTest {
    private final TransactionProgress progress = TransactionProgress.resume(Progress.afterSnapshot(1, 1_000));

    @Test
    void the_first_transaction_after_a_snapshot_stands_after_all_its_rows() {
        progress.begin("7");

        assertThat(progress.next("7")).isEqualTo(new Position(1, 1_001, 0));
        assertThat(progress.next("7")).isEqualTo(new Position(1, 1_001, 1));
    }

    @Test
    void a_later_transaction_takes_the_log_position_it_starts_behind() {
        transaction("7", 3, 2_000);

        progress.begin("8");

        assertThat(progress.next("8")).isEqualTo(new Position(1, 2_000, 0));
    }

    @Test
    void transactions_behind_the_same_boundary_still_get_growing_positions() {
        transaction("7", 1, 1_000);
        transaction("8", 1, 1_000);

        progress.begin("9");

        assertThat(progress.next("9")).isEqualTo(new Position(1, 1_003, 0));
    }

    @Test
    void a_half_published_transaction_is_continued_where_it_was_left() {
        progress.begin("7");
        progress.next("7");
        progress.next("7");

        var resumed = TransactionProgress.resume(progress.progress());
        resumed.begin("7");

        assertThat(resumed.next("7")).isNull();
        assertThat(resumed.next("7")).isNull();
        assertThat(resumed.next("7")).isEqualTo(new Position(1, 1_001, 2));
    }

    @Test
    void the_boundary_stays_before_a_transaction_until_it_has_ended() {
        progress.begin("7");
        progress.next("7");
        progress.idle(5_000);

        assertThat(progress.progress()).isEqualTo(new Progress(1, 1_000, 1_000, new OpenTransaction("7", 1_001, 1)));

        progress.end("7", 2_000);

        assertThat(progress.progress()).isEqualTo(new Progress(1, 2_000, 1_001, null));
    }

    @Test
    void a_transaction_of_other_tables_moves_the_boundary_and_takes_no_position() {
        transaction("7", 0, 2_000);

        assertThat(progress.progress()).isEqualTo(new Progress(1, 2_000, 1_000, null));
    }

    @Test
    void an_idle_source_moves_the_boundary_and_never_back() {
        progress.idle(3_000);
        progress.idle(2_000);

        assertThat(progress.boundary()).isEqualTo(3_000);
    }

    @Test
    void idling_does_not_hide_a_half_published_transaction_that_is_yet_to_be_read_again() {
        progress.begin("7");
        progress.next("7");
        var resumed = TransactionProgress.resume(progress.progress());

        resumed.idle(9_000);

        assertThat(resumed.boundary()).isEqualTo(1_000);
    }

    @Test
    void another_transaction_in_the_place_of_a_half_published_one_is_a_gap() {
        progress.begin("7");
        progress.next("7");
        var resumed = TransactionProgress.resume(progress.progress());

        assertThatThrownBy(() -> resumed.begin("8"))
                .isInstanceOf(AgentFailure.Gap.class)
                .hasMessageContaining("1 events of transaction 7");
    }

    @Test
    void a_half_published_transaction_that_comes_back_shorter_is_a_gap() {
        progress.begin("7");
        progress.next("7");
        progress.next("7");
        var resumed = TransactionProgress.resume(progress.progress());
        resumed.begin("7");
        resumed.next("7");

        assertThatThrownBy(() -> resumed.end("7", 2_000)).isInstanceOf(AgentFailure.Gap.class);
    }

    @Test
    void an_event_outside_its_transaction_is_a_gap() {
        progress.begin("7");

        assertThatThrownBy(() -> progress.next("8")).isInstanceOf(AgentFailure.Gap.class);
        assertThatThrownBy(() -> progress.begin("8")).isInstanceOf(AgentFailure.Gap.class);
    }

    private void transaction(String id, int events, long end) {
        progress.begin(id);
        for (int i = 0; i < events; i++) {
            Objects.requireNonNull(progress.next(id));
        }
        progress.end(id, end);
    }
}
