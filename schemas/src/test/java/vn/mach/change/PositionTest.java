package vn.mach.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-2-3",
                "",
                "0000000A-0000000000000001-00000000",
                "00000001-0000000000000001_00000000",
                "00000001-000000000000000g-00000000",
                "00000001-0000000000000001-0000000:",
                " 0000001-0000000000000001-00000000",
                "00000001-0000000000000001-000000001"
            })
    void a_position_that_is_none_is_refused(String text) {
        assertThatThrownBy(() -> Position.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write eeeeeeee-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"80000000-0000000000000001-00000000", "00000001-ffffffffffffffff-00000000"})
    void no_part_of_a_position_is_negative(String text) {
        assertThatThrownBy(() -> Position.parse(text)).hasMessageContaining("no part is negative");
    }
}
