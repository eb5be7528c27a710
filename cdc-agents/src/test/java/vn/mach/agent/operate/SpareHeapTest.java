package vn.mach.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpareHeapTest {
    private static final int QUIET = 20;
    private static final long BURST = 8L << 20;

    private final AtomicLong published = new AtomicLong();
    private final AtomicInteger collections = new AtomicInteger();
    private final SpareHeap heap = new SpareHeap(published::get, collections::incrementAndGet);

    private void looks(int count) {
        for (int i = 0; i < count; i++) {
            heap.look();
        }
    }

    @Test
    void a_burst_is_given_back_once_it_is_quiet() {
        published.set(BURST);
        looks(QUIET);
        assertThat(collections).hasValue(0);

        looks(1);
        assertThat(collections).hasValue(1);

        looks(10 * QUIET);
        assertThat(collections).hasValue(1);
    }

    @Test
    void a_trickle_is_not_worth_it_until_it_is_as_much() {
        for (int i = 0; i < 8; i++) {
            published.addAndGet(BURST / 8);
            looks(i < 7 ? 2 * QUIET : QUIET);
        }
        assertThat(collections).hasValue(0);

        looks(1);
        assertThat(collections).hasValue(1);
    }

    @Test
    void nothing_is_collected_in_the_middle_of_a_burst() {
        for (int i = 0; i < 100; i++) {
            published.addAndGet(BURST);
            looks(QUIET);
        }

        assertThat(collections).hasValue(0);
    }
}
