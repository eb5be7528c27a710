package vn.mach.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void the_first_attempt_does_not_wait() {
        assertThat(backoff.over()).isTrue();
    }

    @Test
    void each_failure_doubles_the_pause_up_to_a_minute() {
        assertThat(backoff.failed()).isEqualTo(1_000);
        assertThat(backoff.over()).isFalse();
        for (int i = 0; i < 10; i++) {
            backoff.failed();
        }
        assertThat(backoff.failed()).isEqualTo(60_000);
    }
}
