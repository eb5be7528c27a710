package vn.mach.sandbox.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
    @Test
    void of_ten_answers_none_may_take_more_than_a_second() {
        assertThat(answers(9, 400, 1_000).areInTime()).isTrue();
        assertThat(answers(9, 400, 1_001).areInTime()).isFalse();
    }

    @Test
    void of_a_hundred_one_may_but_no_answer_may_take_more_than_three_seconds() {
        assertThat(answers(99, 400, 3_000).areInTime()).isTrue();
        assertThat(answers(99, 400, 3_001).areInTime()).isFalse();
    }

    @Test
    void of_three_one_may() {
        assertThat(answers(2, 400, 2_000).areInTime()).isTrue();
        assertThat(answers(2, 400, 9_000).areInTime()).isFalse();
    }

    @Test
    void no_answer_at_all_keeps_no_promise() {
        assertThat(new Answers(List.of()).areInTime()).isFalse();
    }

    private static Answers answers(int times, long millis, long last) {
        var all = new ArrayList<>(Collections.nCopies(times, millis));
        all.add(last);
        return new Answers(all);
    }
}
