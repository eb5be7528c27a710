package vn.mach.agent.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run would do.
 *
 * @param source what there is to say of the source database, in order: database, publication, slot…
 */
public record Plan(String agent, Map<String, String> source, List<TablePlan> tables) {
    public Plan {
        source = Collections.unmodifiableMap(new LinkedHashMap<>(source));
        tables = List.copyOf(tables);
    }

    /** For a person. */
    public String text() {
        var lines = new StringBuilder("agent " + agent).append(System.lineSeparator());
        source.forEach((name, what) ->
                lines.append(String.format("  %-11s  %s", name, what)).append(System.lineSeparator()));
        tables.forEach(table -> lines.append(System.lineSeparator()).append(table.text()));
        return lines.toString();
    }

    /** For programs: {@code agent}, {@code source} and {@code tables}, whose schemas are Avro's JSON. */
    public String json() {
        var plan = new LinkedHashMap<String, Object>();
        plan.put("agent", agent);
        plan.put("source", source);
        plan.put("tables", tables.stream().map(TablePlan::fields).toList());
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(plan)
                    + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
