package vn.mach.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PositionTest {
    @Property(tries = 500)
    void text_and_bytes_always_sort_as_the_positions_do(
            @ForAll @IntRange(max = 3) int epoch,
            @ForAll @LongRange(min = 0) long commit,
            @ForAll @IntRange(min = 0) int index,
            @ForAll @IntRange(max = 3) int otherEpoch,
            @ForAll @LongRange(min = 0) long otherCommit,
            @ForAll @IntRange(min = 0) int otherIndex) {
        var a = new Position(epoch, commit, index);
        var b = new Position(otherEpoch, otherCommit, otherIndex);

        int order = Integer.signum(a.compareTo(b));

        assertThat(Integer.signum(a.toString().compareTo(b.toString()))).isEqualTo(order);
        assertThat(Integer.signum(Arrays.compareUnsigned(a.toBytes(), b.toBytes())))
                .isEqualTo(order);
        assertThat(Position.parse(a.toString())).isEqualTo(a).isEqualTo(Position.fromBytes(a.toBytes()));
    }

    @Test
    void a_position_that_is_none_is_refused() {
        assertThatThrownBy(() -> Position.parse("1-2-3")).hasMessageContaining("write eeeeeeee-");
    }
}
