package vn.mach.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vn.mach.change.Position;

class HoldTest {
    private static final String REASON =
            "column public.t.v is NULL, against the contract mach.moj.t.Row; give it a value";

    private final Hold none = new Hold(40, 0, null, REASON);

    @Test
    void what_is_stored_is_known_again() {
        var some = none.kept(new Position(1, 2, 3)).kept(new Position(1, 2, 4));

        assertThat(Hold.fromText(none.toText())).isEqualTo(none);
        assertThat(Hold.fromText(some.toText())).isEqualTo(some);
    }

    @Test
    void what_was_told_of_the_table_before_does_not_wait() {
        var hold = none.kept(new Position(1, 2, 3));

        assertThat(none.has(new Position(1, 2, 3))).isFalse();
        assertThat(hold.has(new Position(1, 2, 2))).isFalse();
        assertThat(hold.has(new Position(1, 2, 3))).isTrue();
        assertThat(hold.has(new Position(1, 9, 0))).isTrue();
    }

    @Test
    void what_is_done_does_not_wait_any_more() {
        var hold = none.kept(new Position(1, 2, 3)).kept(new Position(1, 5, 0)).done(new Position(1, 2, 3), 44);

        assertThat(hold.changes()).isEqualTo(1);
        assertThat(hold.offset()).isEqualTo(45);
        assertThat(hold.has(new Position(1, 2, 3))).isFalse();
        assertThat(hold.has(new Position(1, 5, 0))).isTrue();
        assertThat(hold.done(new Position(1, 5, 0), 47)).isEqualTo(new Hold(48, 0, null, REASON));
    }

    @Test
    void what_is_given_up_does_not_wait_and_what_comes_then_does() {
        var hold = none.kept(new Position(1, 2, 3)).emptied().kept(new Position(1, 7, 0));

        assertThat(hold.has(new Position(1, 2, 3))).isFalse();
        assertThat(hold.has(new Position(1, 7, 0))).isTrue();
        assertThat(hold.changes()).isEqualTo(1);
    }
}
