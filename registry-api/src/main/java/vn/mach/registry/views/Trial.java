package vn.mach.registry.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.DatasetId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.json.Json;
import vn.mach.view.BoundView;
import vn.mach.view.ColumnRule;
import vn.mach.view.IllegalView;
import vn.mach.view.SampleRow;
import vn.mach.view.ViewDefinition;

/**
 * The body of a trial: a definition that is not stored, and rows to run it on, which are not stored either. What it tells is
 * what the router would tell: the same code says it.
 *
 * @param rows each a value for each column that is not NULL
 */
record Trial(
        String dataset,
        @Nullable String condition,
        List<Map<String, Object>> columns,
        @Nullable List<String> key,
        @Nullable List<String> sensitive,
        List<Map<String, JsonNode>> rows) {
    private static final int MAX_ROWS = 100;

    Trial {
        Body.required("dataset", dataset);
        Body.required("columns", columns);
        rows = Body.required("rows", rows);
        if (rows.isEmpty() || rows.size() > MAX_ROWS || rows.stream().anyMatch(Objects::isNull)) {
            throw new Refusal.Invalid("invalid-field", "rows: 1 to " + MAX_ROWS + " objects");
        }
    }

    DatasetId datasetId() {
        return DatasetId.parse(dataset);
    }

    NewView view() {
        return new NewView("trial", null, condition, columns, null, key, sensitive);
    }

    /** Which of the rows the view shows, and how. */
    ObjectNode run(ViewDefinition definition) {
        var view = definition.bind(ViewSchemas.NONE);
        var answer = Json.MAPPER.createObjectNode().put("sharing", definition.sealed() ? "sealed" : "shared");
        var shown = Json.MAPPER.createArrayNode();
        for (int i = 0; i < rows.size(); i++) {
            shown.add(shown(view, row(definition, i)));
        }
        if (definition.columns().stream().anyMatch(ColumnRule::isKeyed)) {
            answer.put(
                    "note",
                    "pseudonyms and hashes are made with another key than the router's: only their form is real");
        }
        answer.set("rows", shown);
        return answer;
    }

    private GenericRecord row(ViewDefinition definition, int i) {
        var values = new LinkedHashMap<String, @Nullable String>();
        rows.get(i)
                .forEach(
                        (column, value) -> values.put(column, value == null || value.isNull() ? null : value.asText()));
        try {
            return SampleRow.of(definition.contract(), values);
        } catch (IllegalView e) {
            throw new Refusal.Invalid("illegal-sample", "rows[" + i + "]: " + e.getMessage());
        }
    }

    /** A row that the condition or a rule fails on is not delivered. */
    private static ObjectNode shown(BoundView view, GenericRecord row) {
        var answer = Json.MAPPER.createObjectNode();
        try {
            if (!view.admits(row)) {
                return answer.put("appears", false);
            }
            answer.set("key", Json.MAPPER.valueToTree(SampleRow.shown(view.projectKey(row))));
            answer.set("row", Json.MAPPER.valueToTree(SampleRow.shown(view.project(row))));
            return answer.put("appears", true);
        } catch (ArithmeticException | IllegalArgumentException e) {
            return answer.removeAll().put("appears", false).put("failed", true);
        }
    }
}
