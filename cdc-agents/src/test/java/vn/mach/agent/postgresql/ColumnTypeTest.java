package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnTypeTest {
    @Test
    void a_numeric_modifier_is_read_as_postgresql_writes_it() {
        assertThat(numeric(((10 << 16) | 2) + 4).scale()).isEqualTo(2);
        assertThat(numeric(((10 << 16) | 2) + 4).precision()).isEqualTo(10);
        assertThat(numeric(((3 << 16) | (-2 & 0x7ff)) + 4).scale()).isEqualTo(-2);
        assertThat(numeric(-1).precision()).isEqualTo(-1);
    }

    @Test
    void a_log_position_reads_as_it_is_written() {
        assertThat(Lsn.parse("16/B374D848")).isEqualTo(0x16_B374_D848L);
        assertThat(Lsn.format(0x16_B374_D848L)).isEqualTo("16/B374D848");
        assertThat(Lsn.format(0)).isEqualTo("0/0");
    }

    private static Column numeric(int modifier) {
        return new Column("n", "numeric", "numeric", false, List.of(), modifier, true, false);
    }
}
