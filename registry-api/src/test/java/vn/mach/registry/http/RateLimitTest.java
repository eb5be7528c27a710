package vn.mach.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong now = new AtomicLong();
    private final RateLimit limit = new RateLimit(2, 3, now::get);

    private int admitted(String key, int asked) {
        int admitted = 0;
        for (int i = 0; i < asked; i++) {
            try {
                limit.take(key);
                admitted++;
            } catch (Refusal.TooMany e) {
                continue;
            }
        }
        return admitted;
    }

    @Test
    void so_many_at_once_and_so_many_a_second_from_then_on() {
        assertThat(admitted("an", 10)).isEqualTo(3);
        now.addAndGet(1_000_000_000L);
        assertThat(admitted("an", 10)).isEqualTo(2);
        now.addAndGet(3_600_000_000_000L);
        assertThat(admitted("an", 10)).as("no more than a full bucket").isEqualTo(3);
    }

    @Test
    void one_key_does_not_spend_what_another_has() {
        assertThat(admitted("an", 10)).isEqualTo(3);
        assertThat(admitted("binh", 10)).isEqualTo(3);
    }

    @Test
    void the_refusal_says_when_there_is_one_again() {
        admitted("an", 3);
        var refused = catchThrowableOfType(Refusal.TooMany.class, () -> limit.take("an"));

        now.addAndGet(refused.retryAfterSeconds() * 1_000_000_000L);

        assertThatCode(() -> limit.take("an")).doesNotThrowAnyException();
    }

    @Test
    void keys_that_somebody_makes_up_share_one_bucket_once_there_are_too_many() {
        for (int i = 0; i < 20_000; i++) {
            limit.take("made up " + i);
        }
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += admitted("one more " + i, 1);
        }
        assertThat(admitted).isEqualTo(3);
        now.addAndGet(60_000_000_000L);
        assertThat(admitted("an", 10)).as("the idle are forgotten").isEqualTo(3);
    }
}
