package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static final Schema ROW = new Schema.Parser().parse("""
            {"type":"record","name":"Row","namespace":"mach.a.b","fields":[
              {"name":"id","type":"long"},
              {"name":"name","type":["null","string"],"default":null},
              {"name":"level","type":["null","int"],"default":null},
              {"name":"score","type":["null","double"],"default":null},
              {"name":"area","type":["null",{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}],"default":null},
              {"name":"born","type":["null",{"type":"int","logicalType":"date"}],"default":null},
              {"name":"active","type":["null","boolean"],"default":null},
              {"name":"kind","type":["null",{"type":"enum","name":"Kind","symbols":["X","Y"]}],"default":null},
              {"name":"rate","type":["null","float"],"default":null},
              {"name":"Mixed","type":["null","string"],"default":null}]}""");

    private static Truth of(String sql, Map<String, Object> values) {
        return Condition.parse(sql, ROW).of(row(values));
    }

    private static GenericRecord row(Map<String, Object> values) {
        var row = new GenericData.Record(ROW);
        row.put("id", 1L);
        values.forEach(row::put);
        return row;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    name = 'An'                        | TRUE
                    name <> 'An'                       | FALSE
                    NAME = 'An'                        | TRUE
                    "name" = 'An'                      | TRUE
                    'An' = name                        | TRUE
                    name = 'O''Hara'                   | FALSE
                    level > 2 AND level <= 3           | TRUE
                    level = 3.0                        | TRUE
                    level = '3'                        | TRUE
                    level > 2.5                        | TRUE
                    level = -3                         | FALSE
                    level IN (1, 2, 3)                 | TRUE
                    level NOT IN (1, 2)                | TRUE
                    name IN ('An', 'Bình')             | TRUE
                    level IN (1, 3) AND active         | TRUE
                    level IN (3) AND name IN ('x')     | FALSE
                    active AND level IN (1) OR id = 1  | TRUE
                    NOT level IN (3) OR active         | TRUE
                    NOT name = 'An'                    | FALSE
                    NOT (name = 'An' AND level = 4)    | TRUE
                    name = 'x' OR level = 3            | TRUE
                    name IS NULL                       | FALSE
                    name IS NOT NULL                   | TRUE
                    "Mixed" IS NULL                    | TRUE
                    "Mixed" = 'x'                      | UNKNOWN
                    NOT "Mixed" = 'x'                  | UNKNOWN
                    "Mixed" = 'x' OR level = 3         | TRUE
                    "Mixed" = 'x' AND level = 4        | FALSE
                    "Mixed" IN ('x')                   | UNKNOWN
                    level BETWEEN 3 AND 4              | TRUE
                    level NOT BETWEEN 4 AND 5          | TRUE
                    score > 1e300                      | FALSE
                    area = 12.5                        | TRUE
                    area > level                       | TRUE
                    born < '1990-01-01'                | TRUE
                    born >= DATE '1989-12-31'          | TRUE
                    active                             | TRUE
                    NOT active                         | FALSE
                    active = true                      | TRUE
                    active IS NOT FALSE                | TRUE
                    kind = 'X'                         | TRUE
                    kind IN ('Y')                      | FALSE
                    id = 1                             | TRUE""")
    void a_condition_is_true_false_or_unknown_as_in_sql(String sql, Truth expected) {
        var row = Map.<String, Object>of(
                "name",
                "An",
                "level",
                3,
                "score",
                1.5,
                "area",
                ByteBuffer.wrap(new BigDecimal("12.50").unscaledValue().toByteArray()),
                "born",
                (int) LocalDate.parse("1989-12-31").toEpochDay(),
                "active",
                true,
                "kind",
                "X");

        assertThat(of(sql, row)).isEqualTo(expected);
    }

    @Test
    void nan_equals_itself_and_is_the_greatest_number() {
        assertThat(of("score > 1e308", Map.of("score", Double.NaN))).isEqualTo(Truth.TRUE);
        assertThat(of("score = 0", Map.of("score", -0.0))).isEqualTo(Truth.TRUE);
        assertThat(of("score = score", Map.of("score", Double.NaN))).isEqualTo(Truth.TRUE);
    }

    @Test
    void text_compares_by_code_point_not_by_utf16_unit() {
        assertThat(of("name > '\uFF00'", Map.of("name", "\uD83D\uDE00"))).isEqualTo(Truth.TRUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    province = '01'       | character 1: column 'province' is not in the dataset
                    level = 'x'           | character 9: 'x' is refused: it is no whole number
                    level = name          | text is refused: both sides must be of one type
                    born = '1990-13-01'   | write a date as 'YYYY-MM-DD'
                    name = NULL           | write IS NULL or IS NOT NULL
                    kind = 'Z'            | the values of kind are [X, Y]
                    kind > 'X'            | '>' on an enum is refused
                    name LIKE 'A%'        | a comparison or a boolean column stands here
                    lower(name) = 'a'     | a column or a literal stands here
                    name = (SELECT 1)     | character 9: 'SELECT' is refused
                    level IN (SELECT 1)   | character 11: 'SELECT' is refused
                    level IN ()           | condition
                    t.level = 1           | without a table name
                    name                  | a comparison or a boolean column stands here
                    level + 1 = 2         | a column or a literal stands here
                    name = 'a' OR         | character 12: cannot be read from 'OR' on
                    name = E'a'           | a column or a literal stands here
                    level = 1; DROP TABLE | character 10: ';' is refused""")
    void what_is_not_allowed_is_refused_with_place_and_reason(String sql, String message) {
        assertThatThrownBy(() -> Condition.parse(sql, ROW))
                .isInstanceOf(IllegalView.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("condition");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 4_000, 100_000})
    void a_hostile_condition_is_refused_before_it_costs_anything(int size) {
        assertThatThrownBy(() -> Condition.parse("(".repeat(size) + "active" + ")".repeat(size), ROW))
                .isInstanceOf(IllegalView.class);
    }

    /** Each would keep the parser busy for minutes, or its stack full. */
    @ParameterizedTest
    @Timeout(2)
    @ValueSource(
            strings = {
                "[[[[[[[[[[[[[[",
                "name = ARRAY[ARRAY[ARRAY[ARRAY[ARRAY[ARRAY[ARRAY[ARRAY[ARRAY[ARRAY[1",
                "CASE WHEN CASE WHEN CASE WHEN CASE WHEN CASE WHEN CASE WHEN CASE WHEN CASE WHEN CASE WHEN active",
                "CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(CAST(1",
                "name = ')))))))))))))))))))))))))))))))))))))))))))))' AND ((((((((((((((((((((((((((((((((((active",
                ") OR (active",
                "level = 1e2147483647",
                "level = 1e99999999999",
                "level = -1e401"
            })
    void what_would_cost_the_parser_or_the_memory_is_refused_at_once(String condition) {
        assertThatThrownBy(() -> Condition.parse(condition, ROW))
                .isInstanceOf(IllegalView.class)
                .hasMessageStartingWith("condition, character ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "level(+) = 3",
                "PRIOR level = 3",
                "level = 3 -- all",
                "level /* x */ = 3",
                "level = '2.5'",
                "id = '0x10'",
                "score = '1.5d'",
                "score = '0x1p1'",
                "rate = '0.1'",
                "rate IN (0.1, 3)",
                "name = 'open"
            })
    void what_postgresql_does_not_take_or_reads_otherwise_is_refused(String condition) {
        assertThatThrownBy(() -> Condition.parse(condition, ROW)).isInstanceOf(IllegalView.class);
    }

    @Test
    void quoted_text_may_hold_what_is_refused_outside() {
        assertThat(of("name = '[case] -- (((;' OR \"Mixed\" = ')'", Map.of("name", "[case] -- (((;")))
                .isEqualTo(Truth.TRUE);
    }

    @Test
    void a_real_compares_as_the_double_it_is() {
        assertThat(of("rate = 0.1", Map.of("rate", 0.1f))).isEqualTo(Truth.FALSE); // as in PostgreSQL
        assertThat(of("rate > 0.1 AND rate < 0.11", Map.of("rate", 0.1f))).isEqualTo(Truth.TRUE);
        assertThat(of("score = 'NaN'", Map.of("score", Double.NaN))).isEqualTo(Truth.TRUE);
        assertThat(of("score > '-Infinity'", Map.of("score", 0.0))).isEqualTo(Truth.TRUE);
    }

    @Test
    void the_character_counts_over_lines() {
        assertThatThrownBy(() -> Condition.parse("level = 1\n  AND nope = 2", ROW))
                .hasMessageStartingWith("condition, character 17: column 'nope'");
    }
}
