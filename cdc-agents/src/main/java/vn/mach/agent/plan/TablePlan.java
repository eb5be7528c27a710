package vn.mach.agent.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.DatasetTopic;

/**
 * One table and what becomes of it.
 *
 * @param rows how many there are, in words
 * @param stays columns that are not captured
 */
public record TablePlan(String table, DatasetTopic topic, String rows, List<FieldPlan> columns, List<String> stays) {
    public TablePlan {
        columns = List.copyOf(columns);
        stays = List.copyOf(stays);
    }

    /** @param sqlTypes of all columns of the table, in its order; empty if it cannot be seen */
    public static TablePlan of(CapturedTable captured, String rows, Map<String, String> sqlTypes) {
        var table = captured.table();
        var columns = captured.topic().rowSchema().getFields().stream()
                .map(field -> FieldPlan.of(table, field, sqlTypes))
                .toList();
        var stays = new ArrayList<>(sqlTypes.keySet());
        columns.forEach(column -> stays.remove(column.column()));
        return new TablePlan(table.table(), captured.topic(), rows, columns, stays);
    }

    String text() {
        var lines = new StringBuilder();
        line(lines, "table " + table + " -> dataset " + topic.dataset());
        line(lines, "  topic        " + topic.dataset().topic() + ", " + topic.partitions() + " partitions");
        line(lines, "  key          " + String.join(", ", topic.contract().key()));
        line(lines, "  rows         " + rows);
        columns(lines);
        line(lines, "  stays        " + (stays.isEmpty() ? "no column" : String.join(", ", stays)));
        schema(lines, "key", topic.keySchema());
        schema(lines, "value", topic.envelopeSchema());
        return lines.toString();
    }

    private void columns(StringBuilder lines) {
        var rows = new ArrayList<>(List.of(FieldPlan.TITLES));
        columns.forEach(column -> rows.add(column.cells()));
        var widths = new int[FieldPlan.TITLES.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (var row : rows) {
            var line = new StringBuilder("    ");
            for (int i = 0; i < widths.length; i++) {
                line.append(String.format("%-" + (widths[i] + 2) + "s", row.get(i)));
            }
            line(lines, line.toString().stripTrailing());
        }
    }

    private static void schema(StringBuilder lines, String what, Schema schema) {
        line(lines, "  " + what + " schema");
        SchemaFormatter.format("json/pretty", schema).lines().forEach(line -> line(lines, "    " + line));
    }

    private static void line(StringBuilder lines, String line) {
        lines.append(line).append(System.lineSeparator());
    }

    Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("table", table);
        fields.put("dataset", topic.dataset().toString());
        fields.put("topic", topic.dataset().topic());
        fields.put("partitions", topic.partitions());
        fields.put("key", topic.contract().key());
        fields.put("rows", rows);
        fields.put("columns", columns.stream().map(FieldPlan::fields).toList());
        fields.put("stays", stays);
        fields.put("key_schema", json(topic.keySchema()));
        fields.put("value_schema", json(topic.envelopeSchema()));
        return fields;
    }

    private static Object json(Schema schema) {
        try {
            return new ObjectMapper().readTree(schema.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
