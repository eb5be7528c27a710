package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final int MUCH = 101;

    private final Load all = new Load();
    private final AtomicLong now = new AtomicLong();
    private final CommitPace pace = new CommitPace(all, now::get);

    private void takes(int records) {
        for (int i = 0; i < records; i++) {
            pace.took();
        }
    }

    @Test
    void nothing_is_committed_for_nothing() {
        assertThat(pace.isDue()).isFalse();
    }

    @Test
    void a_few_records_are_committed_at_once_and_once() {
        takes(3);

        assertThat(pace.isDue()).isTrue();
        assertThat(pace.isDue()).isFalse();
    }

    @Test
    void a_burst_is_left_to_the_interval_until_it_is_over() {
        for (int i = 0; i < 5; i++) {
            takes(MUCH);
            assertThat(pace.isDue()).isFalse();
        }

        assertThat(pace.isDue()).as("its last records wait for no interval").isTrue();
        assertThat(pace.isDue()).isFalse();
    }

    @Test
    void a_burst_of_another_partition_is_one_too() {
        var other = new CommitPace(all, now::get);
        takes(1);
        for (int i = 0; i < MUCH; i++) {
            other.took();
        }

        assertThat(pace.isDue()).isFalse();
        assertThat(pace.isDue()).isTrue();
    }

    @Test
    void as_much_time_as_a_commit_took_is_left_for_records() {
        takes(1);
        assertThat(pace.isDue()).isTrue();
        now.addAndGet(30);
        takes(1);

        assertThat(pace.isDue()).isFalse();
        now.addAndGet(29);
        assertThat(pace.isDue()).isFalse();
        now.addAndGet(1);
        assertThat(pace.isDue()).isTrue();
    }
}
