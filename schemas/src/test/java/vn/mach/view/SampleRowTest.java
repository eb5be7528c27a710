package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.naming.DatasetId;

class SampleRowTest {
    private static final String ROW = """
            {"type": "record", "name": "Row", "namespace": "mach.moj.sample", "fields": [
              {"name": "id", "type": "long"},
              {"name": "name", "type": ["null", "string"]},
              {"name": "born", "type": {"type": "int", "logicalType": "date"}},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "local", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
              {"name": "area", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
              {"name": "ratio", "type": "double"},
              {"name": "alive", "type": "boolean"},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["OLD", "NEW"]}},
              {"name": "photo", "type": "bytes"}]}""";
    private static final Contract CONTRACT =
            Contract.of(DatasetId.parse("moj.sample"), new Schema.Parser().parse(ROW), List.of("id"));

    private static Map<String, String> values() {
        var values = new LinkedHashMap<String, String>();
        values.put("id", "9007199254740991");
        values.put("name", "Bình");
        values.put("born", "1975-04-30");
        values.put("at", "2026-03-01 09:00:00+07");
        values.put("local", "2026-03-01 09:00:00.5");
        values.put("area", "12.50");
        values.put("ratio", "0.25");
        values.put("alive", "true");
        values.put("kind", "NEW");
        values.put("photo", "\\x00ff");
        return values;
    }

    @Test
    void a_row_is_shown_as_it_was_written() {
        var shown = SampleRow.shown(SampleRow.of(CONTRACT, values()));

        assertThat(shown)
                .containsEntry("id", 9007199254740991L)
                .containsEntry("name", "Bình")
                .containsEntry("born", "1975-04-30")
                .containsEntry("at", "2026-03-01T02:00:00Z")
                .containsEntry("local", "2026-03-01T09:00:00.500")
                .containsEntry("area", "12.50")
                .containsEntry("ratio", 0.25)
                .containsEntry("alive", true)
                .containsEntry("kind", "NEW")
                .containsEntry("photo", "\\x00ff");
    }

    @Test
    void a_row_is_one_that_a_condition_is_run_on() {
        var row = SampleRow.of(CONTRACT, values());
        var where = "born < DATE '1976-01-01' AND area = 12.5 AND kind = 'NEW' AND alive AND name = 'Bình'"
                + " AND at = '2026-03-01T02:00:00Z' AND photo = '\\x00ff'";

        assertThat(Condition.parse(where, CONTRACT.row()).of(row)).isEqualTo(Truth.TRUE);
    }

    @Test
    void a_column_that_is_not_there_is_null_if_it_may_be() {
        var values = values();
        values.remove("name");
        assertThat(SampleRow.shown(SampleRow.of(CONTRACT, values))).containsEntry("name", null);

        values.remove("born");
        assertThatThrownBy(() -> SampleRow.of(CONTRACT, values))
                .isInstanceOf(IllegalView.class)
                .hasMessage("column 'born' is missing or null, and never is");
    }

    @Test
    void a_wrong_value_is_named_by_its_column_and_not_told() {
        var values = values();
        values.put("born", "yesterday");

        assertThatThrownBy(() -> SampleRow.of(CONTRACT, values))
                .hasMessage("column 'born' is date: its value cannot be read as one");
        assertThatThrownBy(() -> SampleRow.of(CONTRACT, Map.of("salary", "1")))
                .hasMessageContaining("'salary' is not in moj.sample");
    }
}
