package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vn.mach.change.Position;

class LastRowTest {
    private static final Position POSITION = new Position(2, 1L << 40, 7);

    @Test
    void a_row_survives_as_bytes() {
        var row = LastRow.fromBytes(new LastRow(POSITION, 5, 9, new byte[] {1, 2, 3}).toBytes());

        assertThat(row.position()).isEqualTo(POSITION);
        assertThat(row.committedAtMicros()).isEqualTo(5);
        assertThat(row.schemaId()).isEqualTo(9);
        assertThat(row.body()).containsExactly(1, 2, 3);
    }

    @Test
    void a_deleted_row_keeps_its_position() {
        var row = LastRow.fromBytes(new LastRow(POSITION, 5, 0, null).toBytes());

        assertThat(row.position()).isEqualTo(POSITION);
        assertThat(row.body()).isNull();
    }
}
