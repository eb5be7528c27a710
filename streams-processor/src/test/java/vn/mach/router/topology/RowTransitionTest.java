package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.RowTransition.between;

import org.junit.jupiter.api.Test;

class RowTransitionTest {
    private static final Image AN = image("1", "An");

    @Test
    void a_row_that_was_not_there_enters() {
        assertThat(between(null, AN)).isEqualTo(RowTransition.ENTERS);
    }

    @Test
    void a_row_that_is_no_longer_there_leaves() {
        assertThat(between(AN, null)).isEqualTo(RowTransition.LEAVES);
    }

    @Test
    void a_row_that_looks_the_same_is_no_news() {
        assertThat(between(AN, image("1", "An"))).isEqualTo(RowTransition.NONE);
        assertThat(between(null, null)).isEqualTo(RowTransition.NONE);
    }

    @Test
    void a_row_that_looks_different_changes() {
        assertThat(between(AN, image("1", "Ân"))).isEqualTo(RowTransition.CHANGES);
    }

    @Test
    void a_row_under_another_key_moves() {
        assertThat(between(AN, image("2", "An"))).isEqualTo(RowTransition.MOVES);
    }

    @Test
    void an_image_survives_as_bytes() {
        assertThat(between(AN, Image.fromBytes(AN.toBytes()))).isEqualTo(RowTransition.NONE);
    }

    private static Image image(String key, String row) {
        return new Image.Remembered(
                key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                row.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
