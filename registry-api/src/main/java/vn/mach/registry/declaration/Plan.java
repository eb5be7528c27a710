package vn.mach.registry.declaration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import vn.mach.registry.declaration.Difference.Act;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.json.Json;

/**
 * What it takes to make the registry as declared.
 *
 * @param state a number of what there is now: two are the same as long as nothing of it changed
 */
record Plan(long state, List<Difference> differences) {
    Plan {
        differences = List.copyOf(differences);
    }

    long count(Act act) {
        return differences.stream().filter(one -> one.act() == act).count();
    }

    /** Refuses a plan of which something cannot be done: all of it, or nothing. */
    void requirePossible() {
        var refused = differences.stream().filter(one -> one.refused() != null).toList();
        if (!refused.isEmpty()) {
            var first = refused.get(0);
            throw new Refusal.Conflict(
                    "declaration-refused",
                    first.where() + ": " + first.kind().one + " '" + first.id() + "': " + first.refused()
                            + (refused.size() == 1 ? "" : " (and " + (refused.size() - 1) + " more: see the plan)"));
        }
    }

    ObjectNode toJson() {
        var answer = Json.MAPPER.createObjectNode();
        for (var act : Act.values()) {
            answer.put(act.code(), count(act));
        }
        var list = answer.putArray("differences");
        for (var one : differences) {
            var entry = list.addObject()
                    .put("act", one.act().code())
                    .put("kind", one.kind().one)
                    .put("id", one.id())
                    .put("where", one.where());
            entry.set("fields", Json.MAPPER.valueToTree(one.fields()));
            if (one.refused() != null) {
                entry.put("refused", one.refused());
            }
        }
        return answer;
    }
}
