package vn.mach.registry.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import vn.mach.registry.json.Json;

/** What a change of contract would do, or has done. */
final class ImpactJson {
    private ImpactJson() {}

    static ObjectNode of(ContractChanges.Impact impact) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("dataset", impact.now().id().toString())
                .put("accepted", impact.isAccepted())
                .put("version", impact.next().version());
        answer.set("added", Json.MAPPER.valueToTree(impact.diff().added()));
        answer.set("removed", Json.MAPPER.valueToTree(impact.diff().removed()));
        answer.set("changed", Json.MAPPER.valueToTree(impact.diff().changed()));
        answer.set("incompatible", Json.MAPPER.valueToTree(impact.incompatible()));
        answer.set("views", Json.MAPPER.valueToTree(impact.views()));
        return answer;
    }
}
