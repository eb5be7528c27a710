package vn.mach.registry.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A plan as a person reads it: {@code +} is new, {@code ~} changes, {@code -} goes. */
final class PlanText {
    private static final Map<String, String> SIGNS = Map.of("create", "+", "change", "~", "delete", "-");

    private PlanText() {}

    static boolean isEmpty(JsonNode plan) {
        return plan.path("differences").isEmpty();
    }

    static List<String> of(JsonNode plan) {
        if (isEmpty(plan)) {
            return List.of("nothing differs");
        }
        var lines = new ArrayList<String>();
        for (var one : plan.get("differences")) {
            lines.add(SIGNS.getOrDefault(one.path("act").asText(), "?") + " " + Cell.of(one.get("kind")) + " "
                    + Cell.of(one.get("id")) + "  (" + Cell.of(one.get("where")) + ")");
            for (var field : one.path("fields")) {
                lines.add("    " + Cell.of(field.get("field")) + ": " + side(field.get("from")) + " → "
                        + side(field.get("to")));
            }
            if (one.has("refused")) {
                lines.add("    refused: " + Cell.of(one.get("refused")));
            }
        }
        lines.add(plan.path("create").asText() + " to create, "
                + plan.path("change").asText() + " to change, "
                + plan.path("delete").asText() + " to delete");
        return lines;
    }

    static List<String> applied(JsonNode plan) {
        var lines = new ArrayList<>(of(plan));
        lines.set(lines.size() - 1, lines.get(lines.size() - 1).replace(" to ", " ") + ": applied");
        return lines;
    }

    private static String side(JsonNode value) {
        var text = Cell.shortened(value);
        return text.isEmpty() ? "nothing" : text;
    }
}
