package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
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

    private void passes(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Asks every ten milliseconds, {@code often} times, while much comes; how often it was due. */
    private int dueWhileMuchComes(int often) {
        int due = 0;
        for (int i = 0; i < often; i++) {
            passes(10);
            takes(MUCH);
            due += pace.isDue("0") ? 1 : 0;
        }
        return due;
    }

    @Test
    void nothing_is_committed_for_nothing() {
        assertThat(pace.isDue("0")).isFalse();
    }

    @Test
    void a_few_records_are_committed_at_once_and_once() {
        takes(3);
        passes(10);

        assertThat(pace.isDue("0")).isTrue();
        assertThat(pace.isDue("0")).isFalse();
    }

    @Test
    void one_partition_asks_for_all_of_the_thread() {
        takes(3);
        passes(10);

        assertThat(pace.isDue("0")).isTrue();
        assertThat(pace.isDue("1")).isFalse();
    }

    @Test
    void a_burst_is_committed_four_times_a_second() {
        assertThat(dueWhileMuchComes(200)).isBetween(7, 8);
    }

    @Test
    void the_last_records_of_a_burst_wait_for_no_interval() {
        dueWhileMuchComes(20);
        passes(10);

        assertThat(pace.isDue("0")).isTrue();
        assertThat(pace.isDue("0")).isFalse();
    }

    @Test
    void a_burst_that_another_thread_takes_in_is_one_too() {
        var other = new CommitPace(all, now::get);
        takes(1);
        for (int i = 0; i < MUCH; i++) {
            other.took();
        }
        passes(10);

        assertThat(pace.isDue("0")).isFalse();
        passes(10);
        assertThat(pace.isDue("0")).isTrue();
    }

    @Test
    void at_leisure_as_much_time_as_a_commit_took_is_left_for_records() {
        takes(1);
        assertThat(pace.isDue("0")).isTrue();
        passes(30);
        takes(1);

        passes(29);
        assertThat(pace.isDue("0")).isFalse();
        passes(1);
        assertThat(pace.isDue("0")).isTrue();
    }

    @Test
    void in_a_burst_nine_times_as_much_is() {
        dueWhileMuchComes(25);
        passes(100);
        takes(MUCH);

        assertThat(dueWhileMuchComes(89)).isZero();
        assertThat(dueWhileMuchComes(2)).isOne();
    }
}
