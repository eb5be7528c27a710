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
              {"name":"seen","type":["null",{"type":"long","logicalType":"timestamp-micros"}],"default":null},
              {"name":"at","type":["null",{"type":"long","logicalType":"local-timestamp-micros"}],"default":null},
              {"name":"raw","type":["null","bytes"],"default":null},
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
                    name LIKE '_n'                     | TRUE
                    name NOT LIKE 'a%'                 | TRUE
                    name ILIKE 'AN'                    | TRUE
                    name LIKE 'A!n' ESCAPE '!'         | TRUE
                    "Mixed" LIKE '%'                   | UNKNOWN
                    "Mixed" IS DISTINCT FROM 'x'       | TRUE
                    "Mixed" IS NOT DISTINCT FROM name  | FALSE
                    level IS NOT DISTINCT FROM 3.00    | TRUE
                    (level = 3) = active               | TRUE
                    level = 3 IS TRUE                  | TRUE
                    "Mixed" = 'x' IS UNKNOWN           | TRUE
                    ("Mixed" = 'x') IS NULL            | TRUE
                    lower(name) = 'an'                 | TRUE
                    upper(left(name, 1)) = 'A'         | TRUE
                    left(name, -1) = 'A'               | TRUE
                    length(trim(name)) = 2             | TRUE
                    extract(year from born) = 1989     | TRUE
                    extract(day from at) = 31          | TRUE
                    at > TIMESTAMP '1969-12-31 23:59'  | FALSE
                    seen = '1970-01-01 07:00+07'       | TRUE
                    raw = '\\x00ff'                    | TRUE
                    raw > '\\x007f'                    | TRUE
                    born < 'infinity'                  | TRUE
                    id = 1                             | TRUE""")
    void a_condition_is_true_false_or_unknown_as_in_sql(String sql, Truth expected) {
        var row = new java.util.HashMap<String, Object>();
        row.put("seen", 0L);
        row.put("at", -60_000_001L);
        row.put("raw", ByteBuffer.wrap(new byte[] {0, -1}));
        row.putAll(Map.of(
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
                "X"));

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
                    level = '3000000000'  | character 9: '3000000000' is refused: it is beyond
                    level = name          | text is refused: both sides must be of one type
                    born = '1990-13-01'   | there is no such day
                    born = '-0001-01-01'  | write a date as 'YYYY-MM-DD'
                    born = '0000-01-01'   | there is no year 0
                    name = NULL           | write IS NULL or IS NOT NULL
                    kind = 'Z'            | the values of this column are [X, Y]
                    kind > 'X'            | the order of an enum is refused
                    name LIKE name        | a pattern in single quotes stands here
                    name LIKE 'a\\'       | character 11: this pattern is refused: the pattern ends with its escape
                    name LIKE 'a' ESCAPE 'xy' | one character, or none
                    level LIKE '1%'       | LIKE of a whole number is refused: it takes a text
                    lower(level) = 'a'    | character 1: lower(…) of a whole number is refused: it takes a text
                    md5(name) = 'a'       | character 1: function 'md5' is refused: allowed are lower, upper
                    left(name) = 'a'      | left(text, count)
                    extract(hour from born) = 1 | character 9: 'hour' is refused: year, month or day stands here
                    extract(year from seen) = 1 | it takes a date or a timestamp without time zone
                    seen > '2020-01-01'   | without an offset it would depend on the reader's time zone
                    name = (SELECT 1)     | character 9: 'select' is refused
                    level IN (SELECT 1)   | character 11: 'select' is refused
                    level IN ()           | character 11: ')' is refused
                    level IN (level)      | what is no literal is refused
                    t.level = 1           | without a table name
                    user = 'x'            | put the name of a column in double quotes
                    name                  | a comparison or a boolean column stands here
                    level + 1 = 2         | character 7: what stands from '+' on is refused
                    1 = 1                 | a comparison of two literals is refused
                    level = 1 = active    | character 11: a comparison of a comparison is refused
                    level = 123abc        | a number that ends in letters
                    name = 'a' OR         | character 14: the end is refused
                    name = E'a'           | character 8: a text with the prefix E is refused
                    name = 'a' -- x       | character 12: a comment is refused
                    score = 1e400         | it is beyond what this column holds
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
                "name = 'open",
                "name = 'a' 'b'",
                "level = 0x10",
                "NOT",
                "name = 'a' AND NOT",
                "level == 1",
                "level = ANY(1)",
                "name::int = 1",
                "active = NOT active",
                "level NOT = 1",
                "level BETWEEN SYMMETRIC 1 AND 2"
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
        assertThat(of("rate = '0.1'", Map.of("rate", 0.1f))).isEqualTo(Truth.TRUE);
        assertThat(of("rate IN (0.1)", Map.of("rate", 0.1f))).isEqualTo(Truth.FALSE);
        assertThat(of("rate IN (0.1, 3)", Map.of("rate", 0.1f))).isEqualTo(Truth.TRUE);
        assertThat(of("score = 'NaN'", Map.of("score", Double.NaN))).isEqualTo(Truth.TRUE);
        assertThat(of("score > '-Infinity'", Map.of("score", 0.0))).isEqualTo(Truth.TRUE);
    }

    @Test
    void the_character_counts_over_lines() {
        assertThatThrownBy(() -> Condition.parse("level = 1\n  AND nope = 2", ROW))
                .hasMessageStartingWith("condition, character 17: column 'nope'");
    }
}
