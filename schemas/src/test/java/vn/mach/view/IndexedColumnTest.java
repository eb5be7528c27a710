package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexedColumnTest {
    private static final Schema ROW = new Schema.Parser().parse("""
            {"type":"record","name":"Row","namespace":"mach.a.b","fields":[
              {"name":"province","type":["null","string"],"default":null},
              {"name":"level","type":["null","int"],"default":null},
              {"name":"active","type":["null","boolean"],"default":null}]}""");

    private static Set<Object> required(String condition, String column) {
        return IndexedColumn.requiredBy(Condition.parse(condition, ROW)).stream()
                .filter(required -> required.column().name().equals(column))
                .findFirst()
                .orElseThrow()
                .values();
    }

    @Test
    void equality_and_in_under_and_say_which_values_a_row_must_have() {
        assertThat(required("province = '01'", "province")).containsExactly("01");
        assertThat(required("active AND '01' = province AND level > 2", "province"))
                .containsExactly("01");
        assertThat(required("province IN ('01', '79') AND (level = 3 OR active)", "province"))
                .containsExactlyInAnyOrder("01", "79");
        assertThat(required("(province IN ('01', '79') AND province IN ('79', '31')) IS TRUE", "province"))
                .containsExactly("79");
        assertThat(required("level = 3.00", "level")).containsExactly(3L);
        assertThat(required("level = 2.5", "level")).isEmpty();
        assertThat(required("active", "active")).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "province = '01' OR active",
                "NOT province = '01'",
                "province <> '01'",
                "province NOT IN ('01')",
                "lower(province) = 'a'",
                "province = '01' IS UNKNOWN",
                "province > '01'"
            })
    void anything_else_requires_nothing(String condition) {
        assertThat(IndexedColumn.requiredBy(Condition.parse(condition, ROW))).isEmpty();
    }

    @Test
    void a_row_is_looked_up_by_its_value_in_the_column() {
        var column = IndexedColumn.requiredBy(Condition.parse("level = 3", ROW))
                .get(0)
                .column();
        var row = new GenericData.Record(ROW);

        assertThat(column.valueIn(row)).isNull();
        row.put("level", 3);
        assertThat(column.valueIn(row)).isEqualTo(3L);
    }

    @Test
    void equal_conditions_are_equal_however_they_are_written() {
        var one = Condition.parse("province IN ('01','79') AND NOT level BETWEEN 1 AND 2.0", ROW);
        var other = Condition.parse("(PROVINCE in ('79', '01'))\n and NOT (Level BETWEEN 1.0 AND 2)", ROW);

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(Condition.parse("province IN ('01')", ROW));
        assertThat(Condition.parse("province LIKE 'a%'", ROW))
                .isEqualTo(Condition.parse("province LIKE 'a%'", ROW))
                .isNotEqualTo(Condition.parse("province ILIKE 'a%'", ROW));
        assertThat(IndexedColumn.requiredBy(one).get(0).column())
                .isEqualTo(IndexedColumn.requiredBy(other).get(0).column());
    }
}
