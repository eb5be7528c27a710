package vn.mach.registry.grants;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Answer;
import vn.mach.registry.json.Json;

/** A grant as its parties are told of it. */
final class GrantJson {
    private GrantJson() {}

    static Answer answer(Grant grant) {
        return Answer.of(of(grant), grant.version());
    }

    static ArrayNode list(List<Grant> grants) {
        var list = Json.MAPPER.createArrayNode();
        grants.forEach(grant -> list.add(of(grant)));
        return list;
    }

    static ObjectNode of(Grant grant) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("id", grant.id().toString())
                .put("state", grant.state().code())
                .put("version", grant.version())
                .put("request", grant.request().toString())
                .put("view", grant.view().toString())
                .put("topic", grant.view().topic())
                .put("account", grant.account().toString())
                .put("agency", grant.account().agency().slug())
                .put("until", grant.until().toString())
                .put("grantedAt", grant.grantedAt().toString());
        putKnown(answer, "suspendsAt", grant.suspendsAt());
        putKnown(answer, "reason", grant.reason());
        putKnown(answer, "certifiedAt", grant.certifiedAt());
        putKnown(answer, "certifiedBy", grant.certifiedBy());
        putKnown(answer, "revokedAt", grant.endedAt());
        return answer;
    }

    private static void putKnown(ObjectNode answer, String field, @Nullable Object value) {
        if (value != null) {
            answer.put(field, value.toString());
        }
    }
}
