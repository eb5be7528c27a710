package vn.mach.agent.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import vn.mach.agent.mariadb.Structure.Statement;
import vn.mach.agent.progress.AgentFailure;

class BinlogTest {
    @Property(tries = 200)
    void places_are_in_the_order_of_files_and_of_offsets_in_them(
            @ForAll @IntRange(min = 1, max = 9_999_999) int file,
            @ForAll @LongRange(min = 0, max = 0xffff_fffeL) long offset) {
        var place = new BinlogPosition("binlog.%06d".formatted(file), offset);

        assertThat(BinlogPosition.of("binlog", place.number())).isEqualTo(place);
        assertThat(new BinlogPosition(place.file(), offset + 1).number()).isGreaterThan(place.number());
        assertThat(new BinlogPosition("binlog.%06d".formatted(file + 1), 4).number())
                .isGreaterThan(place.number());
    }

    @Test
    void a_file_without_a_number_is_refused() {
        assertThat(new BinlogPosition("mysql-bin.x.000042", 4).base()).isEqualTo("mysql-bin.x");
        assertThatThrownBy(() -> new BinlogPosition("binlog", 4).number()).isInstanceOf(AgentFailure.Broken.class);
        assertThatThrownBy(() -> new BinlogPosition("binlog.index", 4).number())
                .isInstanceOf(AgentFailure.Broken.class);
    }

    @Test
    void of_each_domain_the_last_transaction_counts() {
        var gtids = Gtids.parse("0-1-9,\n1-2-7").with("0-3-10").with("12-1-1");

        assertThat(gtids).hasToString("0-3-10,1-2-7,12-1-1");
        assertThat(Gtids.parse(gtids.toString())).isEqualTo(gtids);
        assertThat(gtids.hold(List.of("0-1-9", "1-2-7"))).isTrue();
        assertThat(gtids.hold(List.of("0-1-11"))).isFalse();
        assertThat(gtids.hold(List.of("2-1-1"))).isFalse();
        assertThat(Gtids.parse("")).isEqualTo(Gtids.NONE).isEqualTo(Gtids.parse(null));
    }

    @Test
    void a_structure_survives_an_offset_and_takes_little_of_it() {
        var columns = new StringBuilder("CREATE TABLE `person` (`id` bigint(20) NOT NULL");
        for (int i = 0; i < 30; i++) {
            columns.append(",\n `column_").append(i).append("` varchar(100) DEFAULT 'không có'");
        }
        var structure = new Structure(
                        List.of(new Statement("civil", columns.append(")").toString())))
                .with(new Statement("civil", "ALTER TABLE person ADD x int"));

        assertThat(Structure.parse(structure.toText())).isEqualTo(structure);
        assertThat(structure.toText()).hasSizeLessThan(600);
    }
}
